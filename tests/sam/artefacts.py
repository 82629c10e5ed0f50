"""What ``scripts/build.sh`` made for the tests."""

import platform
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYER = "SharedLayer"
ARM64 = ROOT / ".aws-sam" / "test-arm64"
NATIVE = ROOT / ".aws-sam" / "native"
ELF_MACHINES = {0x3E: "x86_64", 0xB7: "aarch64"}


@dataclass(frozen=True)
class Artefact:
    """One built stack and the machine it is for (``x86_64`` or ``aarch64``)."""

    folder: Path
    machine: str

    @property
    def layer(self) -> Path:
        """The folder that becomes ``/opt/python``."""
        return self.folder / LAYER / "python"

    @property
    def functions(self) -> list[Path]:
        """The folders that become ``/var/task``."""
        return sorted(
            path for path in self.folder.iterdir() if path.is_dir() and path.name != LAYER
        )


def native_machine() -> str:
    """Name this machine as ELF files do."""
    return "aarch64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"


def elf_machine(file: Path) -> str:
    """Read which machine a shared object is for."""
    header = file.read_bytes()[:20]
    return ELF_MACHINES[int.from_bytes(header[18:20], "little")]
