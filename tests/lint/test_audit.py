"""What is asked about is all that is locked, as it is locked."""

import re
import tomllib

import pytest
from lint.audit import as_script
from lint.locks import PYTHON_LOCKS, ROOT


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_pin_of_a_lock_is_asked_about(name: str) -> None:
    lock = (ROOT / f"{name}.txt").read_text()
    script = as_script(lock)

    metadata = "\n".join(line[2:] for line in script.splitlines()[1:-1])
    pins = tomllib.loads(metadata)["dependencies"]

    assert {pin.partition("==")[0] for pin in pins} == set(
        re.findall(r"^([\w.\[\],-]+)==", lock, re.M)
    )
    assert not any("hash" in pin or pin.endswith("\\") for pin in pins)
