"""The built layer as Lambda would hold it: published, with a version, in SAM's cache of layers.

A layer that a template holds itself makes SAM build the image anew for every invocation, which
takes longer than all the rest of it; one named by its ARN is built in once.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tests.sam.artefacts import LAYER

ARN = f"arn:aws:lambda:us-east-1:123456789012:layer:{LAYER}"
HELD = f"    Layers:\n    - Ref: {LAYER}\n"


@dataclass(frozen=True)
class Published:
    """A template that names the layer by its ARN, and the cache in which SAM finds it."""

    template: Path
    cache: Path


def publish(artefact: Path, cache: Path) -> Published:
    """Make the built layer one that is published already, for ``sam local``.

    Parameters
    ----------
    artefact : Path
        Folder of a build; the template is written into it, beside the one that was built.
    cache : Path
        Folder for ``--layer-cache-basedir``. SAM looks in it for
        ``<name>-<version>-<start of the ARN's SHA-256>`` (``samcli.lib.providers.provider``).
    """
    layer = artefact / LAYER
    arn = f"{ARN}:{_version(layer)}"
    *_, name, version = arn.split(":")
    (cache / f"{name}-{version}-{hashlib.sha256(arn.encode()).hexdigest()[:10]}").symlink_to(layer)
    built = (artefact / "template.yaml").read_text()
    assert built.count(HELD) == 1, "the template names its layer otherwise"
    template = artefact / "template-published-layer.yaml"
    template.write_text(built.replace(HELD, f"    Layers:\n    - {arn}\n"))
    return Published(template, cache)


def _version(layer: Path) -> int:
    """Another content is another version, since SAM keeps the image of each."""
    content = hashlib.sha256()
    for file in sorted(path for path in layer.rglob("*") if path.is_file()):
        content.update(str(file.relative_to(layer)).encode() + file.read_bytes())
    return int(content.hexdigest()[:8], 16)
