# vv_folder(<name> [OPTIMISE <flag>] USES <folders...> LINK <targets...>)
#
# One folder under src/ is one static library vv_<name>, made of what lies in it:
#   *.cc                    the library                    vv_<name>
#   testing/*.cc            fakes for other folders' tests  vv_<name>_testing
#   *_test.cc               unit tests, in virtual time     <name>_test        (ctest label "unit")
#   *_model_test.cc         tests that load real models     <name>_model_test  (ctest label "model")
#   *_benchmark.cc          Google Benchmark                <name>_benchmark
#   main.cc                 the program                    vivavoce (in the build directory's root)
function(vv_folder name)
  cmake_parse_arguments(ARG "" "OPTIMISE" "USES;LINK" ${ARGN})
  if(VV_FOLDERS AND NOT name IN_LIST VV_FOLDERS)
    return()
  endif()
  set(dir ${PROJECT_SOURCE_DIR}/src/${name})
  file(GLOB all CONFIGURE_DEPENDS ${dir}/*.cc)
  file(GLOB fakes CONFIGURE_DEPENDS ${dir}/testing/*.cc)
  set(model_tests ${all})
  list(FILTER model_tests INCLUDE REGEX "_model_test\\.cc$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER tests EXCLUDE REGEX "_model_test\\.cc$")
  set(benchmarks ${all})
  list(FILTER benchmarks INCLUDE REGEX "_benchmark\\.cc$")
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "(_test|_benchmark|/main)\\.cc$")
  if(NOT sources)
    return()
  endif()

  add_library(vv_${name} STATIC ${sources})
  vv_compile_together(vv_${name})
  if(ARG_OPTIMISE)
    target_compile_options(vv_${name} PRIVATE $<$<CONFIG:Release>:${ARG_OPTIMISE}>)
  endif()
  target_include_directories(vv_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(vv_${name} PUBLIC ${ARG_LINK} PRIVATE vv::warnings)
  target_link_libraries(vv_${name} PUBLIC vv::common)
  set(testing_libs)
  foreach(used IN LISTS ARG_USES)
    if(TARGET vv_${used})
      target_link_libraries(vv_${name} PUBLIC vv_${used})
    endif()
    if(TARGET vv_${used}_testing)
      list(APPEND testing_libs vv_${used}_testing)
    endif()
  endforeach()

  if(fakes)
    add_library(vv_${name}_testing STATIC ${fakes})
    target_link_libraries(vv_${name}_testing PUBLIC vv_${name} ${testing_libs} PRIVATE vv::warnings)
    target_compile_options(vv_${name}_testing PRIVATE $<$<CONFIG:Release>:-O1>)
    list(APPEND testing_libs vv_${name}_testing)
  endif()
  if(EXISTS ${dir}/main.cc)
    add_executable(vivavoce ${dir}/main.cc)
    target_link_libraries(vivavoce PRIVATE vv_${name} vv::warnings)
    set_target_properties(vivavoce PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
  if(VV_BUILD_TESTS)
    vv_test_binary(${name}_test unit "${tests}" vv_${name} "${testing_libs}")
    vv_test_binary(${name}_model_test model "${model_tests}" vv_${name} "${testing_libs}")
    if(benchmarks)
      add_executable(${name}_benchmark ${benchmarks})
      target_link_libraries(${name}_benchmark PRIVATE vv_${name} ${testing_libs} vv::warnings
                                                      GTest::gtest benchmark::benchmark_main)
      target_compile_definitions(${name}_benchmark PRIVATE VV_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    endif()
  endif()
endfunction()

# Several source files of a folder are compiled as one: a library's templates, and the headers, cost most
# of the compile time, and are then paid once for all of them (a quarter of the time, measured on
# dialogue/). Hence a name is given once in a folder, also in the unnamed namespaces of its files.
set(VV_FILES_AT_ONCE 12 CACHE STRING "source files compiled as one; 1: each alone")
function(vv_compile_together target)
  if(VV_FILES_AT_ONCE GREATER 1)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON
                                               UNITY_BUILD_BATCH_SIZE ${VV_FILES_AT_ONCE})
  endif()
endfunction()

# Most of the compile time of a test was reading GoogleTest and optimising it: it is read once for all
# of them, and tests are not optimised (a third less again). What they call in libraries is. With the
# headers read so, g++ 12 warns of its own library.
add_library(vv_test_flags INTERFACE)
target_compile_options(vv_test_flags INTERFACE $<$<CONFIG:Release>:-O0> -Wno-array-bounds
                                               -Wno-stringop-overflow)
if(VV_MOLD)
  # mold 1.10 lets the read-only pages begin at thread-local storage that has no page when that ends
  # one: the program cannot be loaded. With 4 bytes of it, as in tests, that is one link in a thousand.
  target_link_options(vv_test_flags INTERFACE -Wl,-z,norelro)
endif()

function(vv_test_headers)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/test_headers.cc CONTENT "int main() {}\n")
  # A program, as those that use it: libraries are compiled with other flags.
  add_executable(vv_test_headers ${CMAKE_BINARY_DIR}/generated/test_headers.cc)
  target_link_libraries(vv_test_headers PRIVATE vv::common vv::warnings vv_test_flags GTest::gmock)
  target_precompile_headers(vv_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
endfunction()

function(vv_test_binary target label sources library testing_libs)
  if(NOT sources)
    return()
  endif()
  add_executable(${target} ${sources})
  vv_compile_together(${target})
  target_link_libraries(${target} PRIVATE ${library} ${testing_libs} vv::warnings vv_test_flags
                                          GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE VV_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_precompile_headers(${target} REUSE_FROM vv_test_headers)
  # One ctest entry a binary: a model is loaded once for all its tests.
  add_test(NAME ${target} COMMAND ${target})
  if(NOT TARGET ${label}_tests)
    add_custom_target(${label}_tests)
  endif()
  add_dependencies(${label}_tests ${target})
  set_tests_properties(${target} PROPERTIES LABELS ${label} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  if(label STREQUAL "model")
    set_tests_properties(${target} PROPERTIES RUN_SERIAL TRUE TIMEOUT 900)
  endif()
endfunction()
