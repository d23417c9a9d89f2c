"""What comes before a path: who might be reached, interviews, what a funder counts."""

from django.urls import path

from snodo.web.outreach import interviews, recipients, replies, sheets, themes, views

app_name = "outreach"

urlpatterns = [
    path("", views.index, name="index"),
    path("programmi/<uuid:programme>/", views.recipients, name="recipients"),
    path("programmi/<uuid:programme>/segna/", recipients.note, name="note"),
    path("programmi/<uuid:programme>/colloqui/", views.book, name="book"),
    path("programmi/<uuid:programme>/scheda/", sheets.sheet, name="sheet"),
    path("programmi/<uuid:programme>/scheda/scrivi/", sheets.write, name="write_sheet"),
    path("programmi/<uuid:programme>/scheda/pubblica/", sheets.publish, name="publish"),
    path("programmi/<uuid:programme>/scheda/togli/", sheets.take_down, name="take_down"),
    path("programmi/<uuid:programme>/ascolto/", themes.listening, name="listening"),
    path("programmi/<uuid:programme>/ascolto/temi/", themes.declare, name="declare"),
    path("programmi/<uuid:programme>/schede/", replies.gathered, name="gathered"),
    path("programmi/<uuid:programme>/schede/compila/", replies.fill, name="fill"),
    path("programmi/<uuid:programme>/schede/<uuid:pk>/togli/", replies.drop, name="drop_reply"),
    path("incontri/<uuid:pk>/", themes.meeting, name="meeting"),
    path("incontri/<uuid:pk>/<uuid:voice_pk>/togli/", themes.unhear, name="unhear"),
    path("richieste/<uuid:pk>/", sheets.settle, name="settle_call"),
    path("destinatari/<uuid:pk>/", views.recipient, name="recipient"),
    path("destinatari/<uuid:pk>/correggi/", recipients.change, name="change"),
    path("destinatari/<uuid:pk>/informata/", recipients.inform, name="inform"),
    path("destinatari/<uuid:pk>/fissa/", recipients.book, name="book_interview"),
    path("destinatari/<uuid:pk>/togli/", recipients.take_off, name="take_off"),
    path("destinatari/<uuid:pk>/segnala/", recipients.refer, name="refer"),
    path("destinatari/<uuid:pk>/passaggio/", recipients.carry, name="carry"),
    path("destinatari/<uuid:pk>/colloquio/", interviews.hold, name="hold"),
    path("colloqui/<uuid:pk>/", interviews.interview, name="interview"),
    path("colloqui/<uuid:pk>/togli/", interviews.drop, name="drop"),
]
