# Builds for AArch64 on another machine by Debian's g++-aarch64-linux-gnu, and runs tests by qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-aarch64;-L;/usr/aarch64-linux-gnu")

# What is only headers is the same for every machine, but /usr/include itself also holds the C library of this
# one: links lead to the former and to nothing else.
set(neardup_host_headers "${CMAKE_BINARY_DIR}/host_headers")
file(MAKE_DIRECTORY "${neardup_host_headers}/include" "${neardup_host_headers}/share")
foreach(name IN ITEMS include/xxhash.h include/catch2 include/nlohmann include/eigen3 share/eigen3)
  file(CREATE_LINK "/usr/${name}" "${neardup_host_headers}/${name}" SYMBOLIC)
endforeach()

set(CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu "${neardup_host_headers}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
