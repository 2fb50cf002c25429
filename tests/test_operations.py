"""Every GraphQL document of ours is valid against Shopify's full schemas, and the pruned one is a true part of them."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    parse,
    validate,
)

from devstore.schema.documents import ROOT, app_documents, extra_document
from devstore.schema.pruning import prune
from devstore.schema.published import admin_schema

VERSIONS = ("2026-10",)  # every one that the settings accept
APP = app_documents()
PRUNED = (ROOT / "devstore" / "schema" / "admin.graphql").read_text("utf-8")


@pytest.fixture(scope="session", params=VERSIONS)
def full(request: pytest.FixtureRequest) -> GraphQLSchema:
    return admin_schema(request.param)


@pytest.fixture(scope="session")
def pruned() -> GraphQLSchema:
    return build_schema(PRUNED)


def test_the_app_has_documents_to_check():
    assert len(APP) >= 3, APP.keys()


@pytest.mark.parametrize("name", sorted(APP))
def test_a_document_of_the_app_is_valid_in_every_version_that_the_settings_accept(name, full):
    assert [error.message for error in validate(full, parse(APP[name]))] == []


@pytest.mark.parametrize("name", sorted(APP))
def test_a_document_of_the_app_is_answered_by_the_development_store(name, pruned):
    assert [error.message for error in validate(pruned, parse(APP[name]))] == [], "run bin/prune_schema.py"


def test_the_kept_list_is_valid_in_the_latest_version(pruned):
    assert [error.message for error in validate(admin_schema("2026-10"), parse(extra_document()))] == []
    assert [error.message for error in validate(pruned, parse(extra_document()))] == []


def test_the_pruned_schema_is_what_the_pruning_makes_today():
    texts = [*APP.values(), extra_document()]
    assert prune(admin_schema("2026-10"), [parse(text) for text in texts]) == PRUNED, "run bin/prune_schema.py"


def test_the_pruned_schema_carries_no_descriptions():
    assert '"""' not in PRUNED


def test_a_planted_name_is_caught(pruned):
    assert validate(admin_schema("2026-10"), parse("{ order(id: 1) { inventedByNobody } }"))
    assert validate(pruned, parse("{ order(id: 1) { inventedByNobody } }"))


def test_every_pruned_name_exists_with_the_same_type_in_the_full_schema(pruned, full):
    wrong = [
        difference
        for name, kind in pruned.type_map.items()
        if not name.startswith("__")
        for difference in _differences(kind, full.type_map.get(name))
    ]
    assert wrong == []


def _differences(kind, whole):
    if whole is None:
        return [f"type {kind.name} does not exist"]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return _of_fields(kind, whole)
    if isinstance(kind, GraphQLInputObjectType):
        mine = {name: str(field.type) for name, field in kind.fields.items()}
        theirs = {name: str(field.type) for name, field in whole.fields.items()}
        return [f"{kind.name}.{name}" for name, text in mine.items() if theirs.get(name) != text]
    if isinstance(kind, GraphQLEnumType):
        return [f"{kind.name}.{value}" for value in kind.values if value not in whole.values]
    if isinstance(kind, GraphQLUnionType):
        known = {item.name for item in whole.types}
        return [f"{kind.name} | {item.name}" for item in kind.types if item.name not in known]
    return []


def _of_fields(kind, whole):
    wrong = []
    for name, field in kind.fields.items():
        real = whole.fields.get(name)
        if real is None or str(real.type) != str(field.type):
            wrong.append(f"{kind.name}.{name}")
            continue
        for argument, value in field.args.items():
            if argument not in real.args or str(real.args[argument].type) != str(value.type):
                wrong.append(f"{kind.name}.{name}({argument})")
        wrong += [
            f"{kind.name}.{name}({argument}) is required"
            for argument, value in real.args.items()
            if str(value.type).endswith("!") and argument not in field.args
        ]
    return wrong
