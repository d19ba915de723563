# cmake -DSOURCE=FOLDER -DHEADER=FILE -P commit.cmake: writes a header that names the commit of a checkout, only
# where it changed, so that nothing is compiled anew without need.
execute_process(COMMAND git describe --always --dirty --abbrev=12
                WORKING_DIRECTORY "${SOURCE}"
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#define NEARDUP_BENCH_COMMIT \"${commit}\"\n")
