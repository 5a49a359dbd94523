# Adds the C file with the built-in scenarios to MIC_DIAG_SIM_SOURCES. No tool but CMake itself is needed.

file(GLOB scenario_files CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/scenarios/*.json")
set(scenario_source "${CMAKE_CURRENT_BINARY_DIR}/sim_scenarios.c")
add_custom_command(OUTPUT "${scenario_source}"
  COMMAND ${CMAKE_COMMAND} "-DFOLDER=${CMAKE_CURRENT_LIST_DIR}/scenarios" "-DOUTPUT=${scenario_source}"
          -P "${CMAKE_CURRENT_LIST_DIR}/embed.cmake"
  DEPENDS ${scenario_files} "${CMAKE_CURRENT_LIST_DIR}/embed.cmake"
  COMMENT "Embedding the scenarios" VERBATIM)
list(APPEND MIC_DIAG_SIM_SOURCES "${scenario_source}")
