# Private to this build, never exported: our code must be clean under these.
add_library(neardup_warnings INTERFACE)
target_compile_options(neardup_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
