# Headers stand alone: the target barnabas_header_check compiles one generated source per header.
#
# Each source includes its header twice, which also shows a missing #pragma once. Not part of a
# normal build; `./dev check` builds it.
file(GLOB_RECURSE headers RELATIVE "${CMAKE_SOURCE_DIR}" CONFIGURE_DEPENDS
     "${CMAKE_SOURCE_DIR}/core/*.h" "${CMAKE_SOURCE_DIR}/sim/*.h"
     "${CMAKE_SOURCE_DIR}/viz/model/*.h" "${CMAKE_SOURCE_DIR}/tests/*.h")
if(NOT BARNABAS_TESTS)
  list(FILTER headers EXCLUDE REGEX "^tests/")
endif()

set(sources "")
foreach(header IN LISTS headers)
  string(REPLACE "/" "_" name "${header}")
  set(source "${CMAKE_BINARY_DIR}/header_check/${name}.cpp")
  set(text "#include \"${header}\"\n#include \"${header}\"  // Twice.\n")
  if(EXISTS "${source}")
    file(READ "${source}" old)
  else()
    set(old "")
  endif()
  if(NOT old STREQUAL text)
    file(WRITE "${source}" "${text}")
  endif()
  list(APPEND sources "${source}")
endforeach()

if(sources)
  add_library(barnabas_header_check OBJECT EXCLUDE_FROM_ALL ${sources})
  barnabas_compile_options(barnabas_header_check -O0)
  target_link_libraries(barnabas_header_check PRIVATE CLI11::CLI11 nlohmann_json::nlohmann_json)
  if(BARNABAS_TESTS)
    target_link_libraries(barnabas_header_check PRIVATE Catch2::Catch2)
  endif()
else()
  add_custom_target(barnabas_header_check)
endif()
