# Third parties: whatever is installed is taken, as a CMake package or as bare headers.

# header_only(<package> <target> <header> <Debian package>)
function(barnabas_find_headers package target header debian)
  find_package(${package} QUIET CONFIG)
  if(NOT TARGET ${target})
    find_path(${package}_HEADERS "${header}")
    if(NOT ${package}_HEADERS)
      message(FATAL_ERROR "${package} is missing (${header}). On Debian and Ubuntu: "
                          "apt-get install ${debian}, or let ./dev build do it.")
    endif()
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${${package}_HEADERS}")
  endif()
endfunction()

barnabas_find_headers(CLI11 CLI11::CLI11 CLI/CLI.hpp libcli11-dev)
barnabas_find_headers(nlohmann_json nlohmann_json::nlohmann_json nlohmann/json.hpp
                      nlohmann-json3-dev)

# The compression that Kafka's batches may have: an interface target of all four libraries.
add_library(barnabas_compression_libraries INTERFACE)
function(barnabas_find_compression library header debian)
  find_path(${library}_HEADERS "${header}")
  find_library(${library}_LIBRARY "${library}")
  if(NOT ${library}_HEADERS OR NOT ${library}_LIBRARY)
    message(FATAL_ERROR "lib${library} is missing (${header}). On Debian and Ubuntu: "
                        "apt-get install ${debian}, or let ./dev build do it.")
  endif()
  target_include_directories(barnabas_compression_libraries SYSTEM INTERFACE "${${library}_HEADERS}")
  target_link_libraries(barnabas_compression_libraries INTERFACE "${${library}_LIBRARY}")
endfunction()
barnabas_find_compression(z zlib.h zlib1g-dev)
barnabas_find_compression(snappy snappy.h libsnappy-dev)
barnabas_find_compression(lz4 lz4frame.h liblz4-dev)
barnabas_find_compression(zstd zstd.h libzstd-dev)

if(BARNABAS_TESTS)
  # Version 2 and version 3 both serve; tests/support/catch.h hides the difference.
  find_package(Catch2 QUIET CONFIG)
  if(NOT TARGET Catch2::Catch2)
    message(FATAL_ERROR "Catch2 is missing. On Debian and Ubuntu: apt-get install catch2, or let "
                        "./dev test do it. -DBARNABAS_TESTS=OFF builds without tests.")
  endif()
endif()
