"""A copy is unpacked below its folder or not at all, also by a Python without filters (Debian 12's)."""

import io
import tarfile
from pathlib import Path

import pytest

from tools import restore
from tools.failures import ToolError


@pytest.fixture(params=["with filters", "without filters"], autouse=True)
def _python(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without filters":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
        if hasattr(tarfile, "fully_trusted_filter"):  # without it nothing is filtered, as in Debian's
            trusted = staticmethod(tarfile.fully_trusted_filter)
            monkeypatch.setattr(tarfile.TarFile, "extraction_filter", trusted, raising=False)


def copy_with(place: Path, member: tarfile.TarInfo, content: bytes = b"") -> Path:
    source = place / "copia.tar"
    member.size = len(content)
    with tarfile.open(source, "w") as archive:
        archive.addfile(member, io.BytesIO(content))
    return source


def link_to(target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo("manifest.json")
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


@pytest.mark.parametrize(
    "member",
    [tarfile.TarInfo("../fuori.txt"), tarfile.TarInfo("dentro/../../fuori.txt"), link_to("/etc/passwd")],
    ids=["above", "above by a way round", "a link outside"],
)
def test_what_leads_outside_is_refused(tmp_path: Path, member: tarfile.TarInfo) -> None:
    inside = tmp_path / "scratch"
    inside.mkdir()
    with pytest.raises(ToolError, match="non è una copia intera"):
        restore.unpack(copy_with(tmp_path, member), inside)
    assert not (tmp_path / "fuori.txt").exists()
    assert list(inside.iterdir()) == []


def test_what_belongs_is_unpacked(tmp_path: Path) -> None:
    inside = tmp_path / "scratch"
    inside.mkdir()
    with pytest.raises(ToolError, match="non è una copia intera"):  # a manifest that says nothing
        restore.unpack(copy_with(tmp_path, tarfile.TarInfo("manifest.json"), b"{}"), inside)
    assert (inside / "manifest.json").read_bytes() == b"{}"
