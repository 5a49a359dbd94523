# What is installed, and how other projects find it.
#
#   bin/mic-diag                          the tool
#   lib/libmic_diag.so, lib/cmake/mic_diag, lib/pkgconfig/mic_diag.pc
#   libexec/mic_diag/mic-diag-helper      the library looks for it beside itself and from there in ../libexec/mic_diag
#                                         and ../../libexec/mic_diag
#   include/mic_diag.h, include/mic_diag_report.schema.json; the schema also in share/mic_diag
#
# The tree may be moved as a whole: nothing in it holds the prefix.

set(schema "${PROJECT_SOURCE_DIR}/include/mic_diag_report.schema.json")
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/mic_diag")
set(package_build_dir "${CMAKE_CURRENT_BINARY_DIR}/package")

install(TARGETS mic_diag EXPORT mic_diagTargets
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" PUBLIC_HEADER DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(TARGET mic-diag-helper)
  if(NOT CMAKE_INSTALL_LIBEXECDIR MATCHES "(^|/)libexec$")
    message(WARNING "The library looks for mic-diag-helper in libexec/mic_diag, not in ${CMAKE_INSTALL_LIBEXECDIR}/mic_diag. "
                    "Programs will have to configure \"helper-program\".")
  endif()
  install(TARGETS mic-diag-helper RUNTIME DESTINATION "${CMAKE_INSTALL_LIBEXECDIR}/mic_diag")
endif()
if(TARGET mic-diag)
  install(TARGETS mic-diag RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(FILES "${schema}" DESTINATION "${CMAKE_INSTALL_DATADIR}/mic_diag")
install(FILES "${schema}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

# ---- CMake: find_package(mic_diag), mic_diag::mic_diag ---------------------------------------------------------
install(EXPORT mic_diagTargets NAMESPACE mic_diag:: DESTINATION "${package_dir}")
set(MIC_DIAG_IS_SHARED ${BUILD_SHARED_LIBS})
configure_package_config_file("${PROJECT_SOURCE_DIR}/lib/mic_diagConfig.cmake.in"
  "${package_build_dir}/mic_diagConfig.cmake" INSTALL_DESTINATION "${package_dir}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${package_build_dir}/mic_diagConfigVersion.cmake" VERSION ${PROJECT_VERSION}
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${package_build_dir}/mic_diagConfig.cmake" "${package_build_dir}/mic_diagConfigVersion.cmake"
        DESTINATION "${package_dir}")

# ---- pkg-config ------------------------------------------------------------------------------------------------
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(pc_prefix "${CMAKE_INSTALL_PREFIX}")
  set(pc_libdir "${CMAKE_INSTALL_LIBDIR}")
else()
  file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(pc_prefix "\${pcfiledir}/${up}")
  set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(pc_includedir "${CMAKE_INSTALL_INCLUDEDIR}")
else()
  set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
# A static library brings what it stands on; the shared one has all of it inside.
set(private_libs "-l${MIC_DIAG_JANSSON_NAME} ${CMAKE_THREAD_LIBS_INIT} -lm")
if(CMAKE_DL_LIBS)
  string(APPEND private_libs " -l${CMAKE_DL_LIBS}")
endif()
if(BUILD_SHARED_LIBS)
  set(pc_libs_private "")
  set(pc_cflags "")
  set(pc_libs "")
else()
  set(pc_libs_private "${private_libs}")
  set(pc_cflags " -DMIC_DIAG_STATIC")
  set(pc_libs " ${private_libs}") # there is no shared one beside it: what it needs is always needed
endif()
configure_file("${PROJECT_SOURCE_DIR}/lib/mic_diag.pc.in" "${package_build_dir}/mic_diag.pc" @ONLY)
install(FILES "${package_build_dir}/mic_diag.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
