"""The letters of a batch as one PDF/UA-1 file: their pages, and the structure by which each is read out.

Knows no case and no text: the letters come as files that were printed here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, Pdf

UA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"
LANGUAGE = "en-US"
"""Of the file. A translation says in its own structure which language it is in."""


@dataclass
class JoinedStructure:
    """The structure of all letters so far: the letters, what each key leads to, and what is known by a name."""

    root: Any
    letters: list[Any] = field(default_factory=list)
    parents: list[Any] = field(default_factory=list)
    named: list[Any] = field(default_factory=list)


def join_letters(papers: Sequence[bytes], title: str) -> bytes:
    """All letters one behind the other, the same bytes each time."""
    whole, written = pikepdf.new(), BytesIO()
    structure = JoinedStructure(whole.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary())))
    for number, paper in enumerate(papers, start=1):
        _add_letter(whole, structure, pikepdf.open(BytesIO(paper)), number)
    root, numbered = structure.root, (each for pair in enumerate(structure.parents) for each in pair)
    root.K = Array(structure.letters)
    root.ParentTree = whole.make_indirect(Dictionary(Nums=Array(numbered)))
    root.IDTree = whole.make_indirect(Dictionary(Names=Array(structure.named)))
    root.ParentTreeNextKey = len(structure.parents)
    _describe(whole, root, title)
    whole.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _add_letter(whole: Pdf, structure: JoinedStructure, letter: Pdf, number: int) -> None:
    """The pages come first: the copied structure then leads to them."""
    before, keys = len(whole.pages), len(structure.parents)
    whole.pages.extend(letter.pages)
    tree = whole.copy_foreign(letter.Root.StructTreeRoot)
    for at in range(before, len(whole.pages)):
        _renumber(whole.pages[at].obj, keys)
    for each in _elements(tree):
        _rename(each, f"{number:06}-")
    for each in NameTree(tree.IDTree).values() if "/IDTree" in tree else ():
        structure.named += (each.ID, each)
    known = dict(NumberTree(tree.ParentTree).items())
    structure.parents += (known.get(key, Array()) for key in range(int(tree.ParentTreeNextKey)))
    for each in tree.K if isinstance(tree.K, Array) else [tree.K]:
        each.P = structure.root
        structure.letters.append(each)
    structure.root.RoleMap.update(tree.get("/RoleMap", Dictionary()))


def _renumber(page: Any, keys: int) -> None:
    """The numbers by which a page and its links lead to their elements begin where those of the last letter end."""
    if "/StructParents" in page:
        page.StructParents += keys
    for link in page.get("/Annots", Array()):
        if "/StructParent" in link:
            link.StructParent += keys


def _elements(tree: Any) -> Iterator[Any]:
    """The elements of a structure. Its other leaves are numbers of content, and links."""
    waiting = [tree]
    while waiting:
        inner = waiting.pop().get("/K", Array())
        elements = [each for each in (inner if isinstance(inner, Array) else [inner]) if isinstance(each, Dictionary)]
        found = [each for each in elements if "/S" in each]
        yield from found
        waiting.extend(found)


def _rename(element: Any, prefix: str) -> None:
    """Names are those of one letter: the cells of its tables name their headers by them."""
    if "/ID" in element:
        element.ID = pikepdf.String(prefix + str(element.ID))
    for attributes in element.get("/A", Array()):
        if "/Headers" in attributes:
            attributes.Headers = Array(pikepdf.String(prefix + str(each)) for each in attributes.Headers)


def _describe(whole: Pdf, structure: Any, title: str) -> None:
    root = whole.Root
    root.StructTreeRoot, root.Lang = structure, pikepdf.String(LANGUAGE)
    root.MarkInfo = Dictionary(Marked=True, Suspects=False)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata[UA_PART] = "1"
