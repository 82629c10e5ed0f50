"""What is wrong with a lock is found: in its form anywhere, in the rest where a registry is."""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lint import locks

SHA = "0" * 64
WHOLE = f"x==1 \\\n    --hash=sha256:{SHA}\n"
MACHINES = ("x86_64", "aarch64")
Project = Callable[..., Path]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package index on this machine, which uv asks alone; its folder."""
    folder = tmp_path / "registry"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
        monkeypatch.setenv("UV_NO_CONFIG", "1")
        Thread(target=server.serve_forever, daemon=True).start()
        yield folder
        server.shutdown()


@pytest.fixture
def project(tmp_path: Path, registry: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Make a project whose one lock is what the registry gives, for these machines."""
    monkeypatch.setattr(locks, "PYTHON_LOCKS", ("a",))
    root = tmp_path / "project"
    root.mkdir()

    def made(*machines: str) -> Path:
        for machine in machines:
            publish(registry, machine)
        (root / "a.in").write_text("thing\n")
        (root / "a.txt").write_text("thing==1.0\n")
        (root / "a.txt").write_text(locks.compiled(root)["a"])
        return root

    return made


def go_out_of_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nobody answer for the registry, and nothing be remembered of it."""
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")


def publish(registry: Path, machine: str) -> None:
    """Put a wheel for one architecture into the registry."""
    name = f"thing-1.0-py3-none-manylinux_2_28_{machine}.whl"
    page = registry / "thing" / "index.html"
    page.parent.mkdir(exist_ok=True)
    about = "thing-1.0.dist-info"
    with zipfile.ZipFile(page.parent / name, "w") as wheel:
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nTag: py3-none-{machine}\n")
        wheel.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256((page.parent / name).read_bytes()).hexdigest()
    with page.open("a") as listing:
        listing.write(f'<a href="{name}#sha256={digest}">{name}</a>\n')


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        (WHOLE, []),
        (WHOLE.replace("x==1", "x[y]==1.0+cpu ; python_full_version < '3.12'"), []),
        ("x==1\n", ["a.txt has no hash for x==1"]),
        (f"{WHOLE}y==2\n", ["a.txt has no hash for y==2"]),
        (WHOLE.replace(SHA, SHA[1:]), ["a.txt has a broken hash for x==1"]),
        (WHOLE.replace("sha256", "md5"), ["a.txt has a broken hash for x==1"]),
        (WHOLE.replace("x==1", "x>=1"), ["a.txt pins no version: x>=1"]),
        (
            f"--index-url https://index.example\n{WHOLE}",
            ["a.txt names an address", "a.txt pins no version: --index-url https://index.example"],
        ),
        (
            WHOLE.replace("x==1", "x @ https://x.example/x.whl"),
            ["a.txt names an address", "a.txt pins no version: x @ https://x.example/x.whl"],
        ),
    ],
)
def test_the_form_of_a_lock_is_held_without_a_network(
    lock: str, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PYTHON_LOCKS", ("a",))
    (tmp_path / "a.txt").write_text(lock)
    assert list(locks.python_faults(tmp_path)) == said


@pytest.mark.parametrize("name", locks.PYTHON_LOCKS)
def test_a_lock_of_ours_without_its_hashes_is_found(name: str, tmp_path: Path) -> None:
    for each in locks.PYTHON_LOCKS:
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{each}.txt").write_text((locks.ROOT / f"{each}.txt").read_text())
    assert list(locks.python_faults(tmp_path)) == []

    lock = tmp_path / f"{name}.txt"
    pins = lock.read_text().count("==")
    lock.write_text(re.sub(r" \\\n +--hash=\S*", "", lock.read_text()))

    found = list(locks.python_faults(tmp_path))
    assert len(found) > pins / 2
    assert all(fault.startswith(f"{name}.txt has no hash for ") for fault in found)


def test_a_javascript_lock_with_an_address_or_half_a_hash_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "JAVASCRIPT_LOCKS", ("package-lock.json",))
    (tmp_path / "package-lock.json").write_text(
        '{"packages": {"": {}, "node_modules/a": {"resolved": "https://x.example/a.tgz"},'
        ' "node_modules/b": {"integrity": "sha512-abc="}}}'
    )
    address, *no_hash = locks.javascript_faults(tmp_path)
    assert "names an address" in address
    assert no_hash == [f"package-lock.json has no hash for node_modules/{one}" for one in "ab"]


class TestWithARegistry:
    def test_what_it_gives_is_in_step(self, project: Project) -> None:
        root = project(*MACHINES)
        assert (root / "a.txt").read_text().count("--hash=sha256:") == len(MACHINES)
        assert list(locks.drift_faults(root)) == []
        assert list(locks.wheel_faults(root)) == []

    @pytest.mark.parametrize(
        ("was", "becomes"),
        [
            (r" \\\n +--hash=sha256:\w+\n$", "\n"),
            (r"sha256:\w{64}", f"sha256:{SHA}"),
            (r"thing==1.0", "thing==0.9"),
        ],
        ids=["a hash is gone", "a hash is another", "a version is another"],
    )
    def test_a_lock_that_was_changed_is_found(
        self, was: str, becomes: str, project: Project
    ) -> None:
        lock = project(*MACHINES) / "a.txt"
        before = lock.read_text()
        lock.write_text(re.sub(was, becomes, before, count=1))
        assert lock.read_text() != before

        (found,) = locks.drift_faults(lock.parent)
        assert found.startswith("a.txt is not what a.in and the registry make of it")

    @pytest.mark.parametrize(("there", "missing"), [MACHINES, MACHINES[::-1]])
    def test_a_pin_without_a_wheel_for_an_architecture_is_found(
        self, there: str, missing: str, project: Project
    ) -> None:
        found = list(locks.wheel_faults(project(there)))

        assert [fault.partition(":")[0] for fault in found] == [
            f"a.txt cannot be installed on {missing} with Python {python}"
            for python in locks.PYTHONS
        ]

    @pytest.mark.parametrize("ask", [locks.drift_faults, locks.wheel_faults])
    def test_none_in_reach_is_not_taken_for_a_fault_of_the_lock(
        self,
        ask: Callable[[Path], Iterator[str]],
        project: Project,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        root = project(*MACHINES)
        go_out_of_reach(monkeypatch, tmp_path)
        with pytest.raises(locks.RegistryOutOfReach):
            list(ask(root))

    @pytest.mark.parametrize(
        ("spoilt", "in_reach", "ci", "status", "said"),
        [
            (False, True, "1", 0, "are what the registry gives, for both architectures"),
            (True, True, "", 1, "a.txt is not what a.in and the registry make of it"),
            (False, False, "", 0, "no registry is in reach"),
            (False, False, "1", 1, "The registry is out of reach"),
        ],
        ids=["in step", "changed", "out of reach", "out of reach in CI"],
    )
    def test_the_gate_says_what_it_held(  # noqa: PLR0913, PLR0917 - a table
        self,
        spoilt: bool,
        in_reach: bool,
        ci: str,
        status: int,
        said: str,
        project: Project,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        lock = project(*MACHINES) / "a.txt"
        if spoilt:
            lock.write_text(re.sub(r"sha256:\w{64}", f"sha256:{SHA}", lock.read_text(), count=1))
        monkeypatch.setattr(locks, "ROOT", lock.parent)
        monkeypatch.setattr(locks, "JAVASCRIPT_LOCKS", ())
        monkeypatch.setenv("CI", ci)
        if not in_reach:
            go_out_of_reach(monkeypatch, tmp_path)

        assert locks.main([]) == status
        assert said in capsys.readouterr().out

    def test_writing_asks_for_the_hashes_anew_and_loses_no_lock(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        lock = project(*MACHINES) / "a.txt"
        whole = lock.read_text()
        monkeypatch.setattr(locks, "ROOT", lock.parent)
        lock.write_text(re.sub(r"sha256:\w{64}", f"sha256:{SHA}", whole))
        assert locks.main(["--write"]) == 0
        assert lock.read_text() == whole

        go_out_of_reach(monkeypatch, tmp_path)
        with pytest.raises(locks.RegistryOutOfReach):
            locks.main(["--write"])
        assert lock.read_text() == whole

    def test_what_cannot_be_met_is_said(self, project: Project) -> None:
        root = project(*MACHINES)
        (root / "a.in").write_text("thing>1\n")
        with pytest.raises(SystemExit, match=r"^a\.in: "):
            locks.compiled(root)
