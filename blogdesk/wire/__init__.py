"""Shapes of everything that goes over the REST wire. Pure: read by the server, its clients and the OpenAPI document."""
