"""The public header as data: functions, structures, handles and constants, read with a C parser."""

import subprocess
import tempfile
from pathlib import Path

from pycparser import c_ast, c_parser

HEADER = Path(__file__).resolve().parents[2] / "include" / "mic_diag.h"
SCALARS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]


class Header:
    """functions: name -> (result, [(name, type)]); structs: name -> [(field, type)]; constants: name -> value.

    Types are written as ctypes would name them ("c_int32", "c_char_p", "c_void_p", "POINTER(c_void_p)",
    "POINTER(mic_diag_event)", None). `errors` lists what a language without a C compiler cannot bind.
    """

    def __init__(self, path=HEADER):
        self.functions, self.structs, self.handles, self.constants, self.errors = {}, {}, set(), {}, []
        self.aliases = {}
        for node in c_parser.CParser().parse(_preprocessed(path)).ext:
            if isinstance(node, c_ast.Typedef):
                self._typedef(node)
            elif isinstance(node.type, c_ast.Enum):
                self._enum(node.type)
            elif isinstance(node.type, c_ast.FuncDecl):
                self._function(node)

    def _typedef(self, node):
        inner = node.type
        if isinstance(inner, c_ast.TypeDecl) and isinstance(inner.type, c_ast.Struct):
            if inner.type.decls is None:
                self.handles.add(node.name)
                return
            fields = []
            for d in inner.type.decls:
                if d.bitsize:
                    self.errors.append(f"{node.name}.{d.name}: bit-field")
                fields.append((d.name, self._type(d.type, f"{node.name}.{d.name}", "field")))
            if not fields or fields[0] != ("struct_size", "c_uint32"):
                self.errors.append(f"{node.name}: does not start with uint32_t struct_size")
            self.structs[node.name] = fields
        elif isinstance(inner, c_ast.TypeDecl):
            base = _base(inner)
            if isinstance(inner.type, c_ast.Enum):
                self.errors.append(f"{node.name}: typedef of an enum, its size is the compiler's choice")
            if node.name.startswith("mic_diag_") and base != "int32_t":
                self.errors.append(f"{node.name}: an enumeration must be int32_t")
            if node.name[:-2] not in SCALARS:
                self.aliases[node.name] = base

    def _enum(self, node):
        if node.name:
            self.errors.append(f"enum {node.name}: must be anonymous")
        value = 0
        for e in node.values.enumerators:
            if e.value is not None:
                negative = isinstance(e.value, c_ast.UnaryOp)
                value = -int(e.value.expr.value, 0) if negative else int(e.value.value, 0)
            self.constants[e.name] = value
            value += 1

    def _function(self, node):
        parameters = []
        for p in node.type.args.params if node.type.args else []:
            if isinstance(p, c_ast.EllipsisParam):
                self.errors.append(f"{node.name}: variable arguments")
            elif not (isinstance(p.type, c_ast.TypeDecl) and _base(p.type) == "void"):
                parameters.append((p.name, self._type(p.type, f"{node.name}({p.name})", "parameter")))
        if not node.name.startswith("mic_diag_"):
            self.errors.append(f"{node.name}: prefix")
        self.functions[node.name] = (self._type(node.type.type, f"{node.name}: result", "result"), parameters)

    def _resolve(self, name):
        while name in self.aliases:
            name = self.aliases[name]
        return name

    def _scalar(self, name):
        name = self._resolve(name)
        if name in ("float", "double"):
            return f"c_{name}"
        return f"c_{name[:-2]}" if name.endswith("_t") and name[:-2] in SCALARS else None

    def _type(self, node, where, place):
        if isinstance(node, c_ast.TypeDecl):
            name = _base(node)
            if name == "void" and place == "result":
                return None
            scalar = self._scalar(name)
            if scalar:
                return scalar
        elif isinstance(node, c_ast.PtrDecl):
            known = self._pointer(node.type, where, place)
            if known:
                return known
        self.errors.append(f"{where}: cannot be bound without a C compiler")
        return "?"

    def _pointer(self, inner, where, place):
        if isinstance(inner, c_ast.PtrDecl):
            handle = isinstance(inner.type, c_ast.TypeDecl) and _base(inner.type) in self.handles
            return "POINTER(c_void_p)" if handle and place == "parameter" else None
        if not isinstance(inner, c_ast.TypeDecl):
            return None
        name, constant = _base(inner), "const" in inner.quals
        if name == "char":
            if not constant:
                self.errors.append(f"{where}: char * that is not const: who frees it?")
            return "c_char_p"
        if name == "void":
            return "c_void_p" if constant and place == "parameter" else None
        if name in self.handles:
            return "c_void_p" if place != "field" else None
        if name in self.structs:
            return f"POINTER({name})" if place == "parameter" else None
        scalar = self._scalar(name)
        return f"POINTER({scalar})" if scalar and place == "parameter" else None


def _base(declaration):
    inner = declaration.type
    if isinstance(inner, c_ast.IdentifierType):
        return " ".join(inner.names)
    return f"struct {inner.name}" if isinstance(inner, c_ast.Struct) else "enum"


def _preprocessed(path):
    with tempfile.TemporaryDirectory() as folder:
        fixed = "".join(f"typedef {'unsigned ' if s[0] == 'u' else ''}{c} {s}_t;\n" for s, c in zip(
            SCALARS, ["char", "char", "short", "short", "int", "int", "long", "long"]))
        Path(folder, "stdint.h").write_text(fixed)
        return subprocess.run(["cc", "-E", "-P", "-nostdinc", "-D__attribute__(x)=", f"-I{folder}", str(path)],
                              check=True, capture_output=True, text=True).stdout
