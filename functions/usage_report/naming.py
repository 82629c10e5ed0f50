"""Names of users and companies, which are not kept here: as Gainsight shows them to the reader."""

from gainsight_zoom.errors import AppError
from gainsight_zoom.fields import Row
from gainsight_zoom.observability import logger
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.reporting import Group

from .reader import Reader

MOST_NAMED = 50
OBJECTS = {"user": "gsuser", "company": "company"}


def names_of(reader: Reader, group: Group, gsids: list[str]) -> dict[str, str]:
    """Return the names of the first rows by GSID; none where Gainsight cannot be asked now."""
    wanted = gsids[:MOST_NAMED]
    if group not in OBJECTS or not wanted:
        return {}
    query = Query(
        OBJECTS[group],
        select=("Gsid", "Name"),
        where=(Where("Gsid", "IN", tuple(wanted)),),
        limit=len(wanted),
    )
    try:
        way = reader.connect()
        way.prepare(1)
        rows = [Row(row) for row in way.query(query)]
    except AppError as error:
        logger.info("report without names", extra={"reason": error.reason})
        return {}
    return {gsid: name for row in rows if (gsid := row.text("Gsid")) and (name := row.text("Name"))}
