# Private to this build, never exported: our code must be clean under these. Errors only where asked for (the
# presets ask): a newer compiler's new warning must not stop whoever only builds.
option(NEARDUP_WERROR "Treat warnings in our own targets as errors" OFF)
add_library(neardup_warnings INTERFACE)
target_compile_options(neardup_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                                  $<$<BOOL:${NEARDUP_WERROR}>:-Werror>)
