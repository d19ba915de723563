# Headers, the program, and what find_package and pkg-config users need.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(neardup_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/neardup")

install(DIRECTORY include/neardup DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(TARGETS neardup_headers EXPORT neardup-targets INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT neardup-targets NAMESPACE neardup:: DESTINATION "${neardup_config_dir}")
if(TARGET neardup_cli)
  install(TARGETS neardup_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

configure_package_config_file(cmake/neardup-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/neardup-config.cmake"
                              INSTALL_DESTINATION "${neardup_config_dir}" NO_SET_AND_CHECK_MACRO)
# ARCH_INDEPENDENT: headers only, the width of a pointer does not matter.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/neardup-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/neardup-config.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/neardup-config-version.cmake" cmake/FindxxHash.cmake
        DESTINATION "${neardup_config_dir}")

# The .pc file finds its prefix from where it lies, so that an installed tree may be moved.
file(RELATIVE_PATH neardup_pc_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" neardup_pc_prefix "${neardup_pc_prefix}")
configure_file(cmake/neardup.pc.in "${CMAKE_CURRENT_BINARY_DIR}/neardup.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/neardup.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
