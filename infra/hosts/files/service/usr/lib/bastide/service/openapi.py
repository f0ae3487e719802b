# CM-9: the interface, as programs read it (OpenAPI 3.1).
import os


def answer(text, schema=None, kind="application/json"):
    return {"description": text, **({"content": {kind: {"schema": schema}}} if schema else {})}


def parameter(name, where, schema):
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


record = {"$ref": "#/components/schemas/Record"}
errors = {str(code): {"$ref": "#/components/responses/Problem"} for code in (400, 401, 404, 429, 503)}
credentials = {
    "required": True,
    "content": {"application/json": {"schema": {
        "type": "object",
        "required": ["login", "password"],
        "properties": {"login": {"type": "string", "maxLength": 200}, "password": {"type": "string", "maxLength": 256}},
    }}},
}
page = {"type": "object", "properties": {"records": {"type": "array", "items": record}, "next": {"type": "string"}}}
identifier = {"type": "string", "format": "uuid"}
paths = {
    "/healthz": {"get": {"security": [], "responses": {"200": answer("The database takes writes."), "503": errors["503"]}}},
    "/v1/records": {"get": {
        "summary": "Own records, a page at a time",
        "parameters": [
            parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}),
            parameter("after", "query", identifier),
        ],
        "responses": {"200": answer("A page; `next` is there when there are more.", page), **errors},
    }},
    "/v1/records/{id}": {"get": {
        "summary": "One of the own records",
        "parameters": [parameter("id", "path", identifier)],
        "responses": {"200": answer("The record.", record), **errors},
    }},
    "/v1/export": {"get": {
        "summary": "All own records as they are at one moment",
        "parameters": [parameter("format", "query", {"enum": ["jsonl", "csv"], "default": "jsonl"})],
        "responses": {"200": answer("One record a line.", {"type": "string"}, "application/jsonl"), **errors},
    }},
}
if os.environ.get("DATA_CLASS") == "account":
    paths["/v1/accounts"] = {"post": {
        "summary": "Adds an agent's account; the password is kept as an argon2id hash",
        "requestBody": credentials,
        "responses": {"201": answer("It is there."), "409": errors["400"], **errors},
    }}
    paths["/v1/accounts/verify"] = {"post": {
        "summary": "Whether an agent's credentials are right; five attempts in a quarter of an hour",
        "requestBody": credentials,
        "responses": {"200": answer("`valid` says it.", {"type": "object", "properties": {"valid": {"type": "boolean"}}}), **errors},
    }}
document = {
    "openapi": "3.1.0",
    "info": {"title": "Customers' own data", "version": "1.0.0"},
    "security": [{"key": []}],
    "paths": paths,
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "responses": {"Problem": answer("What is wrong.", {"type": "object", "properties": {"error": {"type": "string"}}})},
        "schemas": {"Record": {
            "type": "object",
            "required": ["id", "kind", "made", "content"],
            "properties": {"id": identifier, "kind": {"type": "string"}, "made": {"type": "string", "format": "date-time"}, "content": {}},
        }},
    },
}
