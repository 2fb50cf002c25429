"""Prune a schema to the types, fields, arguments and enums that some documents use; descriptions are left out."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldNode,
    GraphQLAbstractType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    UnionTypeDefinitionNode,
    Visitor,
    get_named_type,
    parse,
    print_ast,
    print_schema,
    visit,
)

PAGING = ("first", "last", "after", "before", "reverse", "sortKey", "query")
DIRECTIVES = ("idempotent",)


class Uses(Visitor):
    """Collects what a document touches: fields and arguments by type, whole input types, enums, scalars."""

    def __init__(self, schema: GraphQLSchema, info: TypeInfo) -> None:
        """Start with nothing used."""
        super().__init__()
        self._schema = schema
        self._info = info
        self.fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.plain: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Keep the field, its used and its paging arguments, and the types they need."""
        parent, definition = self._info.get_parent_type(), self._info.get_field_def()
        if parent is None or definition is None or node.name.value.startswith("__"):
            return
        given = {argument.name.value for argument in node.arguments or ()}
        kept = {name for name in definition.args if name in given or name in PAGING}
        self.fields[parent.name][node.name.value] |= kept
        for name in kept:
            self._keep_input(get_named_type(definition.args[name].type))
        self._keep_output(get_named_type(definition.type))

    def enter_inline_fragment(self, *_: object) -> None:
        """Keep the type a fragment names."""
        self._keep_output(self._info.get_type())

    def enter_fragment_definition(self, *_: object) -> None:
        """As an inline fragment."""
        self._keep_output(self._info.get_type())

    def enter_variable_definition(self, *_: object) -> None:
        """Keep what a variable may hold, whole."""
        self._keep_input(get_named_type(self._info.get_input_type()) if self._info.get_input_type() else None)

    def _keep_output(self, kind: object) -> None:
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            _ = self.fields[kind.name]
        elif kind is not None:
            self.plain.add(kind.name)  # type: ignore[attr-defined]

    def _keep_input(self, kind: object) -> None:
        name = getattr(kind, "name", None)
        if name is None or name in self.plain:
            return
        self.plain.add(name)
        if isinstance(kind, GraphQLInputObjectType):
            for item in kind.fields.values():
                self._keep_input(get_named_type(item.type))


def prune(schema: GraphQLSchema, documents: Iterable[DocumentNode]) -> str:
    """Return the SDL of the part of the schema that the documents use."""
    info = TypeInfo(schema)
    uses = Uses(schema, info)
    for document in documents:
        visit(document, TypeInfoVisitor(info, uses))
    _fill_interfaces(schema, uses)
    whole = parse(print_schema(schema))
    kept = [node for node in (_pruned(item, uses) for item in whole.definitions) if node is not None]
    return "schema { query: QueryRoot mutation: Mutation }\n\n" + "\n\n".join(map(print_ast, kept)) + "\n"


def _fill_interfaces(schema: GraphQLSchema, uses: Uses) -> None:
    """An object that stays must have every field of its interfaces that stay; an abstract type keeps a concrete one."""
    abstract = [schema.type_map[name] for name in (*uses.fields, *uses.plain)]
    for kind in abstract:
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            _keep_one_concrete(schema, kind, uses)
    for name in list(uses.fields):
        for interface in getattr(schema.type_map[name], "interfaces", ()):
            for field, arguments in dict(uses.fields.get(interface.name, {})).items():
                uses.fields[name][field] |= arguments


def _keep_one_concrete(schema: GraphQLSchema, kind: GraphQLAbstractType, uses: Uses) -> None:
    possible = [item.name for item in schema.get_possible_types(kind)]
    if not any(name in uses.fields for name in possible):
        _ = uses.fields[possible[0]]
    if isinstance(kind, GraphQLInterfaceType) and not uses.fields[kind.name]:
        uses.fields[kind.name][next(iter(kind.fields))] |= set()


def _pruned(node: Node, uses: Uses) -> Any:
    """Return a definition cut down to what is used, or None."""
    if isinstance(node, DirectiveDefinitionNode):
        return _bare(node) if node.name.value in DIRECTIVES else None
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return _pruned_fields(node, uses) if node.name.value in uses.fields else None
    if isinstance(node, UnionTypeDefinitionNode) and node.name.value in uses.plain:
        return _bare(replace(node, types=_named(node.types, uses.fields)))
    simple = EnumTypeDefinitionNode | ScalarTypeDefinitionNode | InputObjectTypeDefinitionNode
    return _bare(node) if isinstance(node, simple) and node.name.value in uses.plain else None


def _pruned_fields(node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, uses: Uses) -> Any:
    used = uses.fields[node.name.value]
    fields = [
        replace(item, arguments=_named(item.arguments, used[item.name.value])) for item in _named(node.fields, used)
    ]
    return _bare(replace(node, fields=tuple(fields), interfaces=_named(node.interfaces, uses.fields)))


def _named(nodes: Any, names: Container[str]) -> tuple[Any, ...]:
    return tuple(node for node in nodes or () if node.name.value in names)


def _bare(node: Any) -> Any:
    """Drop descriptions and deprecations; keep only @oneOf, which changes what is valid."""
    changes: dict[str, Any] = {}
    if getattr(node, "description", None) is not None:
        changes["description"] = None
    if getattr(node, "directives", None):
        changes["directives"] = _named(node.directives, ("oneOf",))
    for name in ("fields", "arguments", "values"):
        if getattr(node, name, None):
            changes[name] = tuple(_bare(child) for child in getattr(node, name))
    return replace(node, **changes)
