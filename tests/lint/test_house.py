"""The gate's own checks are seen to fire."""

from pathlib import Path

import pytest

from lint import house, secrets


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("README.md", "get it from https://py" + "pi.org/simple", "registry"),
        (".ci/run", "npm --registry https://registry.npm" + "js.org", "registry"),
        ("functions/pane/app.py", "@logger.inject_lambda_context(log_event=True)", "logs events"),
        ("template.yaml", "POWERTOOLS_LOGGER_LOG_EVENT: true", "logs events"),
        ("sandbox/aws.py", "x = 1  # pragma: " + "no cover", "coverage"),
        ("layers/shared/gainsight_zoom/utils.py", "", "noun"),
        ("functions/helpers/app.py", "", "noun"),
        ("functions/pane/app.py", "class Answer(BaseModel):\n", "Shape"),
        ("sandbox/party.py", "(facts/" + "zoom.md 2.1)", "public source"),
    ],
)
def test_a_breach_is_found_with_its_reason(path: str, text: str, reason: str) -> None:
    ((fault),) = house.faults_of(path, text)
    assert fault.startswith(path)
    assert reason in fault


def test_the_line_is_named() -> None:
    (fault,) = house.faults_of("template.yaml", "a\nb\nLOG_EVENT\n")
    assert fault.startswith("template.yaml:3:")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/test_x.py", "log_event=True"),
        ("docs/pypi.md", "published on PyPI"),
        ("layers/shared/gainsight_zoom/commonly.py", ""),
    ],
)
def test_what_is_fine_is_left_alone(path: str, text: str) -> None:
    assert house.faults_of(path, text) == []


def test_a_secret_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "ROOT", tmp_path)
    key = "AKIA" + "Z7QLRM3NVTPX2KWE"
    (tmp_path / "sandbox").mkdir()
    for name in ("sandbox/a.py", "b.py"):
        (tmp_path / name).write_text(f'key = "{key}"\npassword = "correct-horse-9"\n')
    found = list(secrets.find([Path("sandbox/a.py"), Path("b.py")]))
    kinds = {tuple(finding.split()[:2]) for finding in found}
    assert kinds == {
        ("sandbox/a.py", "AWS-Access-Key"),
        ("b.py", "AWS-Access-Key"),
        ("b.py", "Secret-Keyword"),
    }
