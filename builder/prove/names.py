"""What a statement does to names: reads them, binds them, changes their values in place."""

import ast
from collections.abc import Sequence, Set

# Whoever reads what these make changes it: the next number is another one, the file is read on,
# the workers know more than before.
STATEFUL = frozenset({"default_rng", "Generator", "RandomState", "iter", "open", "Client"})


class Names(ast.NodeVisitor):
    """Collect what a statement reads before it binds it, what it binds, and what it changes."""

    def __init__(self, harmless: Set[str] = frozenset()) -> None:
        self.harmless = set(harmless)
        """Functions that are known to leave alone what they are given."""
        self.reads: set[str] = set()
        self.later: set[str] = set()
        """What the functions that it defines read when they are called."""
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.later_changes: set[str] = set()
        self.given: set[str] = set()
        """What it gives to calls that stand alone, which may change it as well."""

    def visit_Expr(self, node: ast.Expr) -> None:
        """Take what a call works on as changed when the call stands alone, for its effect."""
        if isinstance(node.value, ast.Call):
            called = root(node.value.func)
            if not isinstance(node.value.func, ast.Name):
                self.changes |= called
            if not called <= self.harmless:
                for argument in (*node.value.args, *(one.value for one in node.value.keywords)):
                    self.given |= root(argument)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name as it is met."""
        if isinstance(node.ctx, ast.Store):
            self.binds.add(node.id)
        elif node.id not in self.binds:
            self.reads.add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Go in the order of evaluation: first the value."""
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Read what is added to."""
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self.visit(node.value)
        self.visit(node.target)

    def visit_For(self, node: ast.For) -> None:
        """Begin with what is iterated over."""
        self.visit(node.iter)
        self.visit(node.target)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Take a value as changed when an attribute of it is set."""
        self._place(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Take a value as changed when an item of it is set."""
        self._place(node)

    def _place(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.changes |= root(node)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Bind modules and what is taken out of them."""
        self.binds |= {name.asname or name.name.partition(".")[0] for name in node.names}

    visit_ImportFrom = visit_Import  # noqa: N815 - the name is ast's

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """Bind the exception."""
        self.binds |= {node.name} if node.name else set()
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Read a class's body now, and what its methods read later."""
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        self._scope(node.body, set(), at_once=True)
        self.binds.add(node.name)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Read defaults and decorators now, the body later."""
        for decorator in node.decorator_list:
            self.visit(decorator)
        self.harmless.discard(node.name)
        if self._function(node.args, node.body):
            self.harmless.add(node.name)
        self.binds.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name is ast's

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Read defaults now, the body later."""
        self._function(node.args, [node.body])

    def _function(self, arguments: ast.arguments, body: Sequence[ast.AST]) -> bool:
        """Read a function; tell whether it leaves alone what it is given."""
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default)
        own = {one.arg for one in ast.walk(arguments) if isinstance(one, ast.arg)}
        inner = self._scope(body, own)
        return own.isdisjoint(inner.changes | inner.given)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        parts: list[ast.AST] = []
        for generator in node.generators:
            parts += [generator.iter, generator.target, *generator.ifs]
        parts += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._scope(parts, set(), at_once=True)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension  # noqa: N815

    def _scope(self, body: Sequence[ast.AST], own: set[str], *, at_once: bool = False) -> "Names":
        """Read what a scope of its own reads from outside."""
        inner = Names(self.harmless)
        inner.binds |= own
        for part in body:
            inner.visit(part)
        changes = (inner.changes | inner.given) - inner.binds
        if at_once:
            self.reads |= inner.reads - self.binds
            self.changes |= changes
        else:
            self.later |= inner.reads - inner.binds
            self.later_changes |= changes
        self.later |= inner.later - inner.binds
        self.later_changes |= inner.later_changes - inner.binds
        return inner


def root(node: ast.expr) -> set[str]:
    """Give the name at the root of `name.attribute[item]`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def makes_state(node: ast.stmt) -> bool:
    """Tell whether a statement binds what changes by being used."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Call):
        return False
    function = node.value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in STATEFUL
