"""What is generated from the product: OpenAPI document, tables of the docs, Zoom app manifest."""
