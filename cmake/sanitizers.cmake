# Private to this build, never exported.
add_library(neardup_sanitizers INTERFACE)
if(NEARDUP_SANITIZE)
  target_compile_options(neardup_sanitizers INTERFACE -fsanitize=${NEARDUP_SANITIZE} -fno-sanitize-recover=all
                                                      -fno-omit-frame-pointer)
  target_link_options(neardup_sanitizers INTERFACE -fsanitize=${NEARDUP_SANITIZE})
endif()
