import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypedDict, Union, final, overload

__version__: str

_File = Union[str, os.PathLike[str], bytes]
_Format = Literal["docx", "pdf", "epub", "html", "json", "markdown", "pandoc", "text"]

class _Readable(Protocol):
    """An open file."""

    def read(self) -> str | bytes: ...

class _Finding(TypedDict):
    line: int
    severity: Literal["note", "warning"]
    code: str
    message: str
    message_zh: str

class Diagnostic(_Finding, total=False):
    """What a person should look at."""

    words: str

class _Line(TypedDict):
    line: int
    at: int
    kind: str

class Line(_Line, total=False):
    """What a line was taken for."""

    level: int
    label: str
    scheme: str
    number: int
    run_in: bool
    heading_text: str
    lead: str
    ordinal: int
    joins: int
    role: str
    embedded: list[dict[str, Any]]
    why: list[str]
    confidence: float

class WenjiError(ValueError):
    """A text that cannot be read or written."""

    line: int | None
    help: str | None

@final
class Document:
    """A text that was read."""

    @property
    def title(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def diagnostics(self) -> list[Diagnostic]: ...
    @overload
    def outline(self, format: None = None) -> list[Line]: ...
    @overload
    def outline(self, format: Literal["tree", "jsonl"]) -> str: ...
    @property
    def number(self) -> int | None: ...
    def split(
        self,
        *,
        pieces: str | Iterable[int] | None = None,
        front: _File | list[_File] | None = None,
        back: _File | list[_File] | None = None,
    ) -> list[Document]: ...
    def __reduce__(self) -> tuple[Any, tuple[str]]: ...
    def text(self) -> str: ...
    def to_json(self) -> str: ...
    @staticmethod
    def from_json(json: str) -> Document: ...
    def convert(
        self,
        format: _Format,
        /,
        *,
        pieces: str | Iterable[int] | None = None,
        front: _File | list[_File] | None = None,
        back: _File | list[_File] | None = None,
        style: str | os.PathLike[str] = "auto",
        size: str | None = None,
        font_size: str | float | None = None,
        line_spacing: str | float | None = None,
        set: Mapping[str, object] | list[str] | None = None,
        font: Mapping[str, _File] | None = None,
        no_toc: bool = False,
        cover: _File | None = None,
        cover_style: Literal["auto", "plain", "gongwen", "label", "vertical"] = "auto",
        no_cover: bool = False,
        vertical: bool = False,
        embed_fonts: bool = False,
        kindle: bool = False,
        page_list: bool = False,
        series: str | None = None,
        series_number: int | None = None,
        identifier: str | None = None,
        css: _File | None = None,
        run_in: Literal["tc", "separator"] = "tc",
        docx_comments: bool = False,
        lang_ui: Literal["en", "zh"] = "en",
        reference_docx: _File | None = None,
        docgrid: Literal["portable", "word"] = "portable",
        pdf_profile: Literal["archive", "print"] = "archive",
        output_intent: _File | None = None,
        bleed: float = 0.0,
        crop_marks: bool = False,
        pad_pages: int = 1,
        impose: Literal["booklet"] | None = None,
        signature: Literal[16, 32] = 32,
        sheet: Literal["pages", "a4", "a3"] = "pages",
        creep: float = 0.0,
        verify: bool = False,
    ) -> bytes: ...

def read(
    text: str | bytes | bytearray | os.PathLike[str] | _Readable,
    /,
    *,
    from_: Literal["text", "markdown", "html", "pandoc"] = "text",
    from_encoding: str | None = None,
    repair_encoding: bool = False,
    punctuation: Literal["auto", "keep", "safe", "full"] = "auto",
    keep_boilerplate: bool = False,
    dedupe: bool = False,
    join_notes: bool = False,
    corrections: _File | None = None,
    title: str | None = None,
    author: str | None = None,
) -> Document: ...

def merge(
    documents: Iterable[Document],
    /,
    *,
    names: Iterable[str] | None = None,
    title: str | None = None,
    author: str | None = None,
) -> Document: ...
