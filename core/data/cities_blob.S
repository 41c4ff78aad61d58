    .section .rodata
    .global epochlabCitiesBegin
    .hidden epochlabCitiesBegin
    .global epochlabCitiesSize
    .hidden epochlabCitiesSize
    .balign 16
epochlabCitiesSize:
    .quad .LcitiesEnd - epochlabCitiesBegin
epochlabCitiesBegin:
    .incbin EPOCHLAB_CITIES_FILE
.LcitiesEnd:
    .section .note.GNU-stack,"",%progbits
