"""A Word file as python-docx sees it, for tests/docx.rs.

word.py read FILE          one JSON line per paragraph of the body: style, number, text, level, TC entries
word.py insert FILE OUT    doubles the second item of the longest list and the second numbered heading
"""

import json
import re
import sys

import docx
from docx.oxml.ns import qn

DIGITS = "〇一二三四五六七八九"


def chinese(n):
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        d = n // unit % 10
        if d:
            out += "〇" if gap and out else ""
            out += ("" if unit == 10 and d == 1 and not out else DIGITS[d]) + name
            gap = False
        else:
            gap = bool(out)
    return out


PRINT = {
    "chineseCountingThousand": chinese,
    "decimal": str,
    "decimalEnclosedCircle": lambda n: chr(0x245F + n) if n <= 20 else str(n),
    "none": lambda n: "",
}


class Numbers:
    """Counts as ECMA-376 17.9 says; written apart from the program's own simulator."""

    def __init__(self, document):
        self.levels, self.lists, self.counts, self.seen = {}, {}, {}, set()
        root = document.part.numbering_part.element
        for a in root.findall(qn("w:abstractNum")):
            self.levels[a.get(qn("w:abstractNumId"))] = {
                l.get(qn("w:ilvl")): (l.find(qn("w:numFmt")).get(qn("w:val")), l.find(qn("w:lvlText")).get(qn("w:val")))
                for l in a.findall(qn("w:lvl"))
            }
        for n in root.findall(qn("w:num")):
            over = {
                int(o.get(qn("w:ilvl"))): int(o.find(qn("w:startOverride")).get(qn("w:val")))
                for o in n.findall(qn("w:lvlOverride"))
            }
            self.lists[n.get(qn("w:numId"))] = (n.find(qn("w:abstractNumId")).get(qn("w:val")), over)

    def of(self, num, level):
        if num not in self.lists:
            return ""
        name, over = self.lists[num]
        counts = self.counts.setdefault(name, [None] * 9)
        if num not in self.seen:
            self.seen.add(num)
            for at, start in over.items():
                counts[at] = start - 1 if at == level else start
        counts[level] = (counts[level] or 0) + 1
        counts[:level] = [c or 1 for c in counts[:level]]
        counts[level + 1 :] = [None] * (8 - level)
        form, text = self.levels[name][str(level)]
        return text.replace(f"%{level + 1}", PRINT[form](counts[level]))


def value(element, *path):
    for tag in path:
        element = element.find(qn(tag)) if element is not None else None
    return element.get(qn("w:val")) if element is not None else None


def paragraphs(document):
    numbers = Numbers(document)
    for p in document.paragraphs:
        own, style = p._p.pPr, p.style.element.pPr
        num = value(own, "w:numPr", "w:numId") or value(style, "w:numPr", "w:numId")
        level = value(own, "w:numPr", "w:ilvl") or value(style, "w:numPr", "w:ilvl") or "0"
        code = "".join(t.text or "" for t in p._p.iter(qn("w:instrText")))
        outline = value(style, "w:outlineLvl")
        yield p, {
            "style": p.style.name,
            "number": numbers.of(num, int(level)),
            "text": p.text,
            "level": int(outline) + 1 if outline is not None else None,
            "entries": [[int(l), t] for t, l in re.findall(r'TC "((?:[^"\\]|\\.)*)" \\l (\d)', code)],
        }


def double(found, style):
    """Writes a second paragraph of the same kind behind the second one of a series."""
    series = [(p, r) for p, r in found if r["style"].lower().startswith(style) and r["number"] and r["text"]]
    runs = {}
    for p, r in series:
        own = p._p.pPr
        runs.setdefault((value(own, "w:numPr", "w:numId"), r["style"]), []).append((p, r))
    p, r = max(runs.values(), key=len)[1]
    new = docx.oxml.parse_xml(docx.oxml.xmlchemy.serialize_for_reading(p._p))
    for mark in list(new.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    p._p.addnext(new)
    return r["number"] + r["text"]


def main():
    document = docx.Document(sys.argv[2])
    found = list(paragraphs(document))
    if sys.argv[1] == "read":
        for _, r in found:
            print(json.dumps(r, ensure_ascii=False))
    else:
        print(double(found, "list paragraph"))
        print(double(found, "heading"))
        document.save(sys.argv[3])


main()
