# Tests of what surrounds the code: headers alone, users' projects, misuse, documents, scripts.

# Every header compiles alone, and twice in one file, under all our warnings.
file(GLOB_RECURSE neardup_header_files CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/include"
     "${PROJECT_SOURCE_DIR}/include/neardup/*.hpp")
set(alone_sources)
foreach(header IN LISTS neardup_header_files)
  string(MAKE_C_IDENTIFIER "${header}" name)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "#include <@header@>\n#include <@header@>\n" @ONLY)
  list(APPEND alone_sources "${source}")
endforeach()
add_library(neardup_headers_alone OBJECT ${alone_sources})
target_link_libraries(neardup_headers_alone PRIVATE neardup::neardup neardup_warnings)
target_compile_options(neardup_headers_alone PRIVATE -O0)

find_package(PkgConfig QUIET)
get_target_property(eigen_include_dir Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
set(house_environment
    "NEARDUP_BUILD=${PROJECT_BINARY_DIR}" "NEARDUP_CMAKE=${CMAKE_COMMAND}" "NEARDUP_GENERATOR=${CMAKE_GENERATOR}"
    "NEARDUP_CXX=${CMAKE_CXX_COMPILER}" "NEARDUP_PKG_CONFIG=${PKG_CONFIG_EXECUTABLE}"
    "NEARDUP_XXHASH=${xxHash_INCLUDE_DIR}" "NEARDUP_EIGEN=${eigen_include_dir}"
    "NEARDUP_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
set(house_cases consumers misuse sources formatting scripts scheme_reference bench_table concepts passages)
if(TARGET neardup_cli)
  list(APPEND house_cases documents)
endif()
if(NEARDUP_BUILD_EXAMPLES)
  list(APPEND house_cases examples)
endif()
# tools/requirements.txt is installed where scripts/test has put it; elsewhere house_scheme_reference is skipped.
set(house_python "${PROJECT_SOURCE_DIR}/.venv/bin/python3")
if(NOT EXISTS "${house_python}")
  set(house_python Python3::Interpreter)
endif()
foreach(case IN LISTS house_cases)  # COST: those that compile take longest, so ctest starts them first
  add_test(NAME house_${case} COMMAND ${house_python} -B "${CMAKE_CURRENT_SOURCE_DIR}/house/${case}_test.py")
  set_tests_properties(house_${case} PROPERTIES ENVIRONMENT "${house_environment}" COST 100
                                                SKIP_REGULAR_EXPRESSION "Ran [01] tests? .*OK [(]skipped=1[)]")
endforeach()
