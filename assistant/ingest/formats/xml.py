"""XML from strangers: no entities, no external files, no network, and libxml2's own limits on depth and size left on."""

from __future__ import annotations

import lxml.etree

from assistant.errors import DocumentError


def parsed(data: bytes) -> lxml.etree._Element:
    """The root element.

    Raises:
        DocumentError: it is not well formed, or tries to expand entities.
    """
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.etree.fromstring(data, parser=parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"The XML in it is broken: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None and any(root.iter(lxml.etree.Entity)):
        raise DocumentError("The XML in it defines entities, which are not read")
    return root
