# Build options, the layers, and the libraries that mic_diag stands on.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# ---- options of all our own code -----------------------------------------------------------------------------
add_library(mic_diag_build_options INTERFACE)
target_compile_features(mic_diag_build_options INTERFACE c_std_11)
if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(mic_diag_build_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wstrict-prototypes -Wmissing-prototypes -ffunction-sections -fdata-sections)
  if(MIC_DIAG_WERROR)
    target_compile_options(mic_diag_build_options INTERFACE -Werror)
  endif()
  if(MIC_DIAG_SANITIZE)
    target_compile_options(mic_diag_build_options INTERFACE -fsanitize=${MIC_DIAG_SANITIZE}
      -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(mic_diag_build_options INTERFACE -fsanitize=${MIC_DIAG_SANITIZE})
  endif()
endif()

# mic_diag_sources(VARIABLE FOLDER...): the C files that lie directly in the folders.
function(mic_diag_sources variable)
  set(found)
  foreach(folder IN LISTS ARGN)
    file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.c")
    list(APPEND found ${files})
  endforeach()
  # Code of another system stays out: os_windows.c, helper_process_macos.c ...
  if(NOT WIN32)
    list(FILTER found EXCLUDE REGEX "_windows\\.c$")
  else()
    list(FILTER found EXCLUDE REGEX "_posix\\.c$")
  endif()
  if(NOT APPLE)
    list(FILTER found EXCLUDE REGEX "_macos\\.c$")
  endif()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# mic_diag_layer(NAME FOLDER...): the object library mic_diag_NAME. Layers are linked into tests one by one.
function(mic_diag_layer name)
  mic_diag_sources(sources ${ARGN})
  add_library(mic_diag_${name} OBJECT ${sources})
  target_include_directories(mic_diag_${name} PUBLIC "${PROJECT_SOURCE_DIR}/lib" "${PROJECT_SOURCE_DIR}/include")
  target_link_libraries(mic_diag_${name} PUBLIC mic_diag_build_options)
  target_compile_definitions(mic_diag_${name} PRIVATE MIC_DIAG_BUILDING)
  set_target_properties(mic_diag_${name} PROPERTIES C_EXTENSIONS OFF C_VISIBILITY_PRESET hidden
                        POSITION_INDEPENDENT_CODE ON)
endfunction()

function(mic_diag_optimize_for_size name)
  if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(mic_diag_${name} PRIVATE $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-Os>)
  endif()
endfunction()

# mic_diag_keep_sources(NAME REGEX), mic_diag_drop_sources(NAME REGEX): for layers that share a folder.
function(mic_diag_keep_sources name regex)
  get_target_property(sources mic_diag_${name} SOURCES)
  list(FILTER sources INCLUDE REGEX "${regex}")
  set_property(TARGET mic_diag_${name} PROPERTY SOURCES ${sources})
endfunction()
function(mic_diag_drop_sources name regex)
  get_target_property(sources mic_diag_${name} SOURCES)
  list(FILTER sources EXCLUDE REGEX "${regex}")
  set_property(TARGET mic_diag_${name} PROPERTY SOURCES ${sources})
endfunction()

# ---- jansson: linked statically into the library, and hidden ---------------------------------------------------
# A distribution's static archive may be made for programs only (it then names `stdin` in a way that a shared
# library cannot), and it has asserts, which a library that lives in other programs must not have. Both names are
# pointed at lib/jansson/jansson_host.c in a copy of the archive.
find_path(JANSSON_INCLUDE_DIR jansson.h REQUIRED)
find_library(JANSSON_STATIC_LIBRARY NAMES libjansson.a jansson_static jansson REQUIRED)
add_library(mic_diag_jansson INTERFACE)
target_include_directories(mic_diag_jansson SYSTEM INTERFACE $<BUILD_INTERFACE:${JANSSON_INCLUDE_DIR}>)
set(MIC_DIAG_JANSSON_NAME jansson)
if(CMAKE_OBJCOPY AND JANSSON_STATIC_LIBRARY MATCHES "\\.a$" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(archive "${CMAKE_CURRENT_BINARY_DIR}/libmic_diag_jansson.a")
  add_library(mic_diag_jansson_host OBJECT lib/jansson/jansson_host.c)
  set_target_properties(mic_diag_jansson_host PROPERTIES POSITION_INDEPENDENT_CODE ON C_EXTENSIONS OFF)
  target_link_libraries(mic_diag_jansson_host PRIVATE mic_diag_build_options)
  add_custom_command(OUTPUT "${archive}"
    COMMAND ${CMAKE_OBJCOPY} --redefine-sym stdin=mic_diag_jansson_stdin
            --redefine-sym __assert_fail=mic_diag_jansson_assert "${JANSSON_STATIC_LIBRARY}" "${archive}"
    COMMAND ${CMAKE_AR} r "${archive}" $<TARGET_OBJECTS:mic_diag_jansson_host>
    DEPENDS "${JANSSON_STATIC_LIBRARY}" mic_diag_jansson_host $<TARGET_OBJECTS:mic_diag_jansson_host>
    VERBATIM COMMAND_EXPAND_LISTS)
  add_custom_target(mic_diag_jansson_archive DEPENDS "${archive}")
  add_dependencies(mic_diag_jansson mic_diag_jansson_archive)
  target_link_libraries(mic_diag_jansson INTERFACE $<BUILD_INTERFACE:${archive}>)
else()
  target_link_libraries(mic_diag_jansson INTERFACE $<BUILD_INTERFACE:${JANSSON_STATIC_LIBRARY}>)
endif()

# ---- libsoundio and libpulse: the helper's, which loads them by name when they are needed. --------------------
# Debian's libsoundio has neither .pc nor CMake files.
function(mic_diag_find_sound_libraries)
  find_path(SOUNDIO_INCLUDE_DIR soundio/soundio.h REQUIRED)
  find_path(PULSE_INCLUDE_DIR pulse/pulseaudio.h REQUIRED)
  add_library(mic_diag_sound_headers INTERFACE)
  target_include_directories(mic_diag_sound_headers SYSTEM INTERFACE "${SOUNDIO_INCLUDE_DIR}" "${PULSE_INCLUDE_DIR}")
endfunction()
