    .section .rodata
    .global epochlabCitiesBegin
    .hidden epochlabCitiesBegin
    .global epochlabCitiesEnd
    .hidden epochlabCitiesEnd
    .balign 16
epochlabCitiesBegin:
    .incbin EPOCHLAB_CITIES_FILE
epochlabCitiesEnd:
    .byte 0
    .section .note.GNU-stack,"",%progbits
