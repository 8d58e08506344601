"""Every action of the program by its page: shortcuts, menus, palette and key sheet read this."""

from app.i18n import N_
from app.views.actions.action import EVERYWHERE, Action
from app.views.later_pages import AGREEMENTS, CONTRACTORS, HANDOVER, PENALTIES, PM, SERVICES, WALL
from app.views.penalties.case_keys import CASE_KEYS

BOARD = "board"

PLACES = {
    EVERYWHERE: N_("Everywhere"),
    BOARD: N_("On the board"),
    WALL: N_("On the wall"),
    PM: N_("In the PM calendar"),
    CONTRACTORS: N_("On contractors"),
    AGREEMENTS: N_("On agreements"),
    PENALTIES: N_("On penalties"),
    HANDOVER: N_("On the handover"),
    SERVICES: N_("On the services"),
}
"""What the group of a page is called."""

EVERYWHERE_ACTIONS = (
    Action(
        "palette", N_("Find anything, do anything"), ("Ctrl+K",), icon="magnify", words=N_("search command")
    ),
    Action("call.new", N_("Register a call"), ("Ctrl+N",), icon="phone-plus", words=N_("new call intake")),
    Action("board.filter", N_("Filter the board"), ("Ctrl+F",), icon="filter-variant"),
    Action("alarm.next", N_("Next alarm; Space acknowledges it"), ("F8",), icon="bell-ring-outline"),
    Action("undo", N_("Take back the last thing done here"), ("Ctrl+Z",), icon="undo", words=N_("undo")),
    Action("redo", N_("Do again what was taken back"), ("Ctrl+Shift+Z",), icon="redo", words=N_("redo")),
    Action("language", N_("Persian or English"), ("F2",), icon="translate", words=N_("settings")),
    Action("look", N_("Dark or light"), ("F3",), icon="theme-light-dark", words=N_("settings")),
    Action("sound", N_("Alarm sound on or off"), icon="volume-high", words=N_("settings")),
    Action("wall.screen", N_("The wall on a whole screen"), ("F11",), icon="monitor-screenshot"),
    Action("wall.move", N_("The wall on the next screen"), ("Shift+F11",), icon="monitor-screenshot"),
    Action("window.new", N_("Another window"), ("Ctrl+Shift+N",), icon="window-restore"),
    Action("keys", N_("This sheet"), ("?", "Shift+?", "Shift+/", "؟", "F1"), icon="keyboard-outline"),
)

BOARD_ACTIONS = (
    Action("job.next", N_("Next job"), ("J", "ت"), BOARD, "arrow-down", is_own=True),
    Action("job.previous", N_("Previous job"), ("K", "ن"), BOARD, "arrow-up", is_own=True),
    Action("job.open", N_("Open the job"), ("Enter",), BOARD, "clipboard-text-outline", is_own=True),
    Action("job.assign", N_("Assign the job"), ("A", "ش"), BOARD, "account-arrow-right"),
    Action("board.urgent", N_("Most urgent call; Enter assigns it"), ("N", "د"), BOARD, "fire"),
    Action(
        "queue.assign",
        N_("Propose technicians for the whole queue"),
        ("Q", "ض"),
        BOARD,
        "lightning-bolt-outline",
    ),
    Action(
        "dispatch.weights", N_("What the suggestion weighs"), (), BOARD, "scale-balance", words=N_("settings")
    ),
    Action("merchants.call", N_("Merchants to call back"), ("F", "ب"), BOARD, "phone-check"),
    Action("board.view", N_("Table, kanban or map"), ("V", "ر"), BOARD, "view-column-outline"),
    Action("board.views", N_("Views that were kept"), ("Ctrl+Shift+V",), BOARD, "view-list"),
    Action("board.keep-view", N_("Keep this view…"), (), BOARD, "content-save"),
    Action("board.narrow", N_("Narrow a column to some values"), ("Alt+Down",), BOARD, "filter-variant"),
    Action(
        "board.columns",
        N_("Arrange columns and rows…"),
        ("Ctrl+L",),
        BOARD,
        "table-column-width",
        words=N_("columns layout density"),
    ),
    Action(
        "board.rows",
        N_("Compact or comfortable rows"),
        ("Ctrl+Shift+L",),
        BOARD,
        "format-line-spacing",
        words=N_("columns layout density"),
    ),
    Action(
        "kanban.carry",
        N_("In the kanban: to another stage; Space takes a job along, Enter puts it down"),
        ("Left", "Right"),
        BOARD,
        "cursor-move",
        is_own=True,
        cap="← →",
    ),
    Action("job.mark", N_("Mark for doing several at once"), ("Space",), BOARD, "check-bold", is_own=True),
    Action("job.acknowledge", N_("Acknowledged to the merchant"), ("W", "ص"), BOARD, "phone-check"),
    Action("job.accept", N_("Accepted by the contractor"), ("Y", "غ"), BOARD, "handshake-outline"),
    Action("job.depart", N_("On the way"), ("D", "ی"), BOARD, "car-outline"),
    Action("job.arrive", N_("Arrived on site"), ("S", "س"), BOARD, "map-marker-check"),
    Action("job.hold", N_("Put on hold"), ("H", "ا"), BOARD, "pause-circle-outline"),
    Action("job.resume", N_("Work goes on"), ("G", "ل"), BOARD, "play-circle-outline"),
    Action("job.priority", N_("Change the priority"), ("P", "ح"), BOARD, "flag-outline"),
    Action("job.resolve", N_("Resolve"), ("E", "ث"), BOARD, "wrench-check"),
    Action("job.close", N_("Close"), ("X", "ط"), BOARD, "check-circle"),
    Action("job.reopen", N_("Reopen: the same fault is back"), ("O", "خ"), BOARD, "restore"),
    Action("job.cancel", N_("Cancel the job"), ("Delete",), BOARD, "cancel"),
    Action("job.note", N_("Write a note"), ("I", "ه"), BOARD, "note-plus-outline"),
    Action(
        "message.copy",
        N_("Copy the message to the technician"),
        ("Ctrl+C",),
        BOARD,
        "content-copy",
        words=N_("dispatch message sms"),
    ),
    Action(
        "message.send",
        N_("Send the message to the technician"),
        ("Ctrl+Shift+M",),
        BOARD,
        "send",
        words=N_("dispatch message sms"),
    ),
    Action(
        "reply.paste", N_("Read a reply from the clipboard"), ("Ctrl+V",), BOARD, "message-reply-text-outline"
    ),
    Action("alarm.shelve", N_("Shelve the alarm in focus"), ("Z", "ظ"), BOARD, "bell-sleep"),
    Action("alarm.undo", N_("Take the acknowledgement back"), ("B", "ذ"), BOARD, "bell-cancel"),
    Action("alarm.rules", N_("Alarm settings"), (), BOARD, "bell-cog", words=N_("settings")),
    Action("board.chase", N_("Who was sent a call and stays silent"), ("F9",), BOARD, "phone-alert-outline"),
    Action(
        "wait.approve", N_("Approve the long wait of the job shown"), ("Ctrl+Y",), BOARD, "check", is_own=True
    ),
    Action(
        "wait.refuse", N_("Refuse the long wait of the job shown"), ("Ctrl+R",), BOARD, "close", is_own=True
    ),
    Action(
        "board.back",
        N_("One step back: end the search, then close the job"),
        ("Escape",),
        BOARD,
        "arrow-left",
    ),
)

JOB_MENU = (
    *("job.open", "job.assign", "job.accept", "job.depart", "job.arrive", "job.hold", "job.resume"),
    *("job.priority", "job.resolve", "job.close", "job.reopen", "job.cancel", "job.note"),
    *("message.copy", "message.send", "reply.paste"),
)
"""What the menu of a row offers."""

MONTHS = (N_("Previous month"), N_("Next month"))


def _months(place: str) -> tuple[Action, Action]:
    """Walking the months of a page."""
    back, forth = MONTHS
    return (
        Action(f"{place}.month-back", back, ("Ctrl+PgUp",), place, "calendar-arrow-left", is_own=True),
        Action(
            f"{place}.month-forth",
            forth,
            ("Ctrl+PgDown",),
            place,
            "calendar-arrow-right",
            is_own=True,
            cap="Ctrl PgDn",
        ),
    )


WALL_ACTIONS = (
    Action("wall.fill", N_("The wall on a whole screen"), ("W", "ص"), WALL, "monitor-screenshot"),
)

PM_ACTIONS = (
    *_months(PM),
    Action("visit.move", N_("Move the visit"), ("Enter",), PM, "calendar-arrow-right", is_own=True),
)

CONTRACTORS_ACTIONS = (
    *_months(CONTRACTORS),
    Action(
        "contractors.technicians",
        N_("Shifts, leave, certificates and vans of the technicians"),
        ("T", "ف"),
        CONTRACTORS,
        "account-hard-hat",
    ),
    Action(
        "contractors.letter",
        N_("Write a letter to the contractor"),
        ("L", "م"),
        CONTRACTORS,
        "email-edit-outline",
        is_own=True,
    ),
)

AGREEMENTS_ACTIONS = (
    Action(
        "agreements.draft", N_("Draft a version"), ("Ctrl+D",), AGREEMENTS, "file-plus-outline", is_own=True
    ),
    Action("agreements.save", N_("Save the draft"), ("Ctrl+S",), AGREEMENTS, "content-save", is_own=True),
    Action("agreements.check", N_("Check the draft"), (), AGREEMENTS, "file-check-outline"),
    Action("agreements.import", N_("Import an agreement from a file"), (), AGREEMENTS, "file-import-outline"),
    Action(
        "agreements.calendar", N_("Official calendar"), (), AGREEMENTS, "calendar-star", words=N_("settings")
    ),
)

PENALTIES_ACTIONS = (
    *_months(PENALTIES),
    *(Action(f"case.{key.name}", key.title, key.keys, PENALTIES, "gavel", is_own=True) for key in CASE_KEYS),
    Action(
        "case.letter",
        N_("Write a letter to the contractor"),
        ("L", "م"),
        PENALTIES,
        "email-edit-outline",
        is_own=True,
    ),
    Action("penalties.draft", N_("Draft the month"), (), PENALTIES, "file-document-edit-outline"),
    Action("penalties.issue", N_("Issue all approved"), (), PENALTIES, "email-fast-outline"),
    Action("penalties.print", N_("Print all letters"), (), PENALTIES, "printer"),
    Action(
        "penalties.texts",
        N_("Texts of letters"),
        (),
        PENALTIES,
        "text-box-edit-outline",
        words=N_("settings"),
    ),
)

SERVICES_ACTIONS = (
    Action("services.run", N_("Run the chosen work now"), ("R", "ق"), SERVICES, "play"),
    Action("services.cancel", N_("Cancel the run"), ("X", "ط"), SERVICES, "cancel"),
    Action("services.switch", N_("Switch the chosen work on or off"), ("S", "س"), SERVICES, "power"),
    Action("services.plan", N_("Time and details…"), ("Enter",), SERVICES, "calendar-clock", is_own=True),
    Action(
        "services.channels",
        N_("Mail and webhook…"),
        ("C", "ز"),
        SERVICES,
        "email-outline",
        words=N_("settings"),
    ),
    Action("services.again", N_("Send failed ones again"), (), SERVICES, "email-sync-outline"),
)

HANDOVER_ACTIONS = (
    Action("handover.sign", N_("Hand the shift over"), ("H", "ا"), HANDOVER, "account-arrow-right"),
    Action("handover.take", N_("Take the shift"), ("T", "ف"), HANDOVER, "handshake-outline"),
    Action("handover.job", N_("Show the job"), ("O", "خ"), HANDOVER, "clipboard-text-outline"),
    Action("handover.remark", N_("Write a remark to the line"), ("Enter",), HANDOVER, "pencil", is_own=True),
    Action("handover.note", N_("Write a note for the next shift"), ("I", "ه"), HANDOVER, "note-plus-outline"),
    Action("handover.pdf", N_("Save as PDF…"), ("P", "ح"), HANDOVER, "printer"),
    Action("handover.csv", N_("Save as CSV…"), (), HANDOVER, "file-document-edit-outline"),
)

DECLARED = (
    *EVERYWHERE_ACTIONS,
    *BOARD_ACTIONS,
    *WALL_ACTIONS,
    *PM_ACTIONS,
    *CONTRACTORS_ACTIONS,
    *AGREEMENTS_ACTIONS,
    *PENALTIES_ACTIONS,
    *HANDOVER_ACTIONS,
    *SERVICES_ACTIONS,
)
