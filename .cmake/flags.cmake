# Compiler flags of all our own targets.

# Code that decides must not depend on how a compiler fuses floating-point operations; -ffast-math
# never appears here for the same reason.
set(BARNABAS_FLAGS -ffp-contract=off)

set(BARNABAS_WARNINGS
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wswitch-enum
    -Wnon-virtual-dtor -Wold-style-cast)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 warns falsely about `"text" + std::string` (GCC bug 105651), and about more of
  # std::string where the standard library comes out of a precompiled header.
  list(APPEND BARNABAS_WARNINGS -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
       -Wno-array-bounds)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # At -O3 g++ takes the inactive members of a moved std::variant for uninitialized reads. Clang's
  # warning and the sanitizers stay on watch.
  list(APPEND BARNABAS_WARNINGS -Wno-maybe-uninitialized)
endif()
if(BARNABAS_WERROR)
  list(APPEND BARNABAS_WARNINGS -Werror)
endif()

set(BARNABAS_LINK_FLAGS "")
if(BARNABAS_SANITIZE)
  list(APPEND BARNABAS_FLAGS -fsanitize=${BARNABAS_SANITIZE} -fno-sanitize-recover=all
       -fno-omit-frame-pointer -g)
  set(BARNABAS_LINK_FLAGS -fsanitize=${BARNABAS_SANITIZE})
endif()

# Extra arguments are appended, so that they win over the build type's.
function(barnabas_compile_options target)
  target_compile_options(${target} PRIVATE ${BARNABAS_FLAGS} ${BARNABAS_WARNINGS} ${ARGN})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_options(${target} PRIVATE ${BARNABAS_LINK_FLAGS})
endfunction()

# ccache makes rebuilding cheap. The sloppiness is what it asks for to cache precompiled headers.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()
