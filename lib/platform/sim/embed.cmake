# Puts the scenario files into one C file: cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake
# Names are the files' own; "healthy" comes first, the others by name.

cmake_minimum_required(VERSION 3.21)

file(GLOB files "${FOLDER}/*.json")
list(SORT files)
set(healthy "${FOLDER}/healthy.json")
list(REMOVE_ITEM files "${healthy}")
list(PREPEND files "${healthy}")

# bytes(VARIABLE HEX): "0x7b,0x22,..." in lines of 16.
function(bytes variable hex)
  string(REGEX REPLACE "(................................)" "\\1\n" lines "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," lines "${lines}")
  set(${variable} "${lines}" PARENT_SCOPE)
endfunction()

set(arrays "")
set(rows "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  string(REGEX REPLACE "\\.json$" "" name "${name}")
  file(READ "${file}" content)
  string(JSON text GET "${content}" text) # also: a broken file ends the build here
  # Without the indentation, and the blanks at quotes. A quote inside of a string has a backslash, and a newline
  # cannot be in one, so strings stay as they are (but for one that ends in ", ": none does).
  string(REGEX REPLACE "\r?\n *" "" content "${content}")
  string(REPLACE "\": " "\":" content "${content}")
  string(REPLACE ", \"" ",\"" content "${content}")
  file(WRITE "${OUTPUT}.part" "${content}")
  file(READ "${OUTPUT}.part" content_hex HEX)
  file(WRITE "${OUTPUT}.part" "${text}")
  file(READ "${OUTPUT}.part" text_hex HEX)
  string(LENGTH "${content_hex}" length)
  math(EXPR length "${length} / 2")
  bytes(content_bytes "${content_hex}")
  bytes(text_bytes "${text_hex}")
  string(APPEND arrays "static const unsigned char text_${count}[] = {\n${text_bytes}0};\n"
                       "static const unsigned char json_${count}[] = {\n${content_bytes}0};\n")
  string(APPEND rows "    {\"${name}\", (const char *)text_${count}, json_${count}, ${length}u},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(REMOVE "${OUTPUT}.part")

file(WRITE "${OUTPUT}" "/*
 * mic_diag - the built-in scenarios. Made by embed.cmake.
 *
 * SPDX-License-Identifier: MIT
 */
#include \"platform/sim/scenarios.h\"

${arrays}
const scenario scenario_table[] = {
${rows}};
const uint32_t scenario_count = ${count}u;
")
