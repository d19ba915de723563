# Finds what each enabled part needs; nothing is ever downloaded.
function(neardup_require package purpose)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "neardup needs ${package}: ${purpose}. scripts/install-deps installs it on Debian.")
  endif()
endfunction()

neardup_require(xxHash "hashing of tokens and shingles")
neardup_require(Eigen3 "matrices of signatures" 3.4)
set(THREADS_PREFER_PTHREAD_FLAG ON)
neardup_require(Threads "parallel stages")
