# Private to this build, never exported.
add_library(neardup_sanitizers INTERFACE)
if(NEARDUP_SANITIZE)
  target_compile_options(neardup_sanitizers INTERFACE -fsanitize=${NEARDUP_SANITIZE} -fno-sanitize-recover=all
                                                      -fno-omit-frame-pointer)
  # g++ 12 loses track of standard library members between its checks: false alarms inside <regex>.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(neardup_sanitizers INTERFACE -Wno-maybe-uninitialized)
  endif()
  target_link_options(neardup_sanitizers INTERFACE -fsanitize=${NEARDUP_SANITIZE})
endif()
