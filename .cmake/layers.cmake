# Layers from data: a target per folder, with link edges as tests/tidy/layers.txt gives them.

# Sets BARNABAS_LAYERS to the folders and BARNABAS_EDGES_<folder> to what each may know.
function(barnabas_read_layers file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(STRINGS "${file}" lines REGEX "^[a-z]+/[a-z_]+:")
  set(layers "")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([^:]+):(.*)$" _ "${line}")
    set(folder "${CMAKE_MATCH_1}")
    string(REGEX REPLACE "#.*$" "" edges "${CMAKE_MATCH_2}")
    separate_arguments(edges UNIX_COMMAND "${edges}")
    list(APPEND layers "${folder}")
    set("BARNABAS_EDGES_${folder}" "${edges}" PARENT_SCOPE)
  endforeach()
  set(BARNABAS_LAYERS "${layers}" PARENT_SCOPE)
endfunction()

# core/log is barnabas_log, sim/net is barnabas_sim_net, viz/model is barnabas_viz_model.
function(barnabas_layer_target folder result)
  string(REGEX REPLACE "^core/" "" name "${folder}")
  string(REPLACE "/" "_" name "${name}")
  set(${result} "barnabas_${name}" PARENT_SCOPE)
endfunction()

# A path that exists now, or nothing; the build configures again when that changes.
function(barnabas_existing_file path result)
  file(GLOB found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${path}")
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

# What reads scenarios and tells of runs is compiled often and runs once a run: not worth -O3.
set(BARNABAS_TELLING_LAYERS sim/scenario sim/report)
set(BARNABAS_TELLING_OPTIONS "")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(BARNABAS_TELLING_OPTIONS -O1)
endif()

# Half of what a compiler does with one of our sources is reading headers: the standard library and
# the ports, which nearly all of them include, and JSON in those layers that are its home. They are
# read once. Headers still stand alone: barnabas_header_check compiles each without this.
function(barnabas_add_precompiled_headers target)
  set(source "${CMAKE_BINARY_DIR}/${target}.cpp")
  if(NOT EXISTS "${source}")
    file(WRITE "${source}" "// Holds precompiled headers.\n")
  endif()
  add_library(${target} OBJECT "${source}")
  barnabas_compile_options(${target} ${ARGN})
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <cstdint> <deque> <map> <optional> <set> <string> <string_view> <utility>
    <variant> <vector> "${CMAKE_SOURCE_DIR}/core/ports/context.h")
endfunction()

# A folder without sources becomes an INTERFACE library, so that edges to it hold, and turns into a
# static one when its first source appears.
function(barnabas_add_layer folder)
  barnabas_layer_target(${folder} target)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
  list(REMOVE_ITEM sources "${CMAKE_SOURCE_DIR}/sim/cli/main.cpp")

  if(sources)
    set(scope PUBLIC)
    add_library(${target} STATIC ${sources})
    if(folder IN_LIST BARNABAS_TELLING_LAYERS)
      barnabas_compile_options(${target} ${BARNABAS_TELLING_OPTIONS})
      target_precompile_headers(${target} REUSE_FROM barnabas_precompiled_telling)
    else()
      barnabas_compile_options(${target})
      target_precompile_headers(${target} REUSE_FROM barnabas_precompiled)
    endif()
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()

  foreach(edge IN LISTS "BARNABAS_EDGES_${folder}")
    barnabas_layer_target(${edge} known)
    target_link_libraries(${target} ${scope} ${known})
  endforeach()

  string(REPLACE "/" "_" key "${folder}")
  set("BARNABAS_${key}_SCOPE" ${scope} PARENT_SCOPE)
endfunction()
