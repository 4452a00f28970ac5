# Everything the project links, under one roof. Debian packages are found the usual way; what
# third_party/packages.tsv pins is in the cache, where `./run` put it:
#   VV_DEPS       installed static libraries of llama.cpp, ggml and whisper.cpp
#   VV_PACKAGES   unpacked packages: openvino/, cppjieba/
if(NOT VV_DEPS OR NOT VV_PACKAGES)
  message(FATAL_ERROR "VV_DEPS and VV_PACKAGES are not set; configure through ./run or ./test")
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SPEEXDSP REQUIRED IMPORTED_TARGET speexdsp)
pkg_check_modules(OPUS REQUIRED IMPORTED_TARGET opus)
pkg_check_modules(SNDFILE REQUIRED IMPORTED_TARGET sndfile)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
# Its -pthread defines a macro, and tests could not share one precompiled header with it.
set_target_properties(PkgConfig::RE2 PROPERTIES INTERFACE_COMPILE_OPTIONS "")
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
if(VV_BUILD_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
endif()

# The wheel's CMake package wants its headers and libraries beside it; it brings TBB along.
set(OpenVINO_DIR ${VV_PACKAGES}/openvino/openvino/cmake)
find_package(OpenVINO REQUIRED COMPONENTS Runtime)

foreach(lib llama whisper ggml ggml-base ggml-cpu)
  add_library(vv::${lib} STATIC IMPORTED GLOBAL)
  set_target_properties(vv::${lib} PROPERTIES IMPORTED_LOCATION ${VV_DEPS}/lib/lib${lib}.a)
  target_include_directories(vv::${lib} SYSTEM INTERFACE ${VV_DEPS}/include)
endforeach()
target_link_libraries(vv::ggml-cpu INTERFACE vv::ggml-base)
target_link_libraries(vv::ggml-base INTERFACE Threads::Threads ${CMAKE_DL_LIBS} m)
target_link_libraries(vv::ggml INTERFACE vv::ggml-cpu vv::ggml-base)
add_library(vv_ggml_internal INTERFACE)  # its own headers, which no version promises to keep
target_include_directories(vv_ggml_internal SYSTEM INTERFACE ${VV_DEPS}/include/ggml-internal)
target_link_libraries(vv_ggml_internal INTERFACE vv::ggml)
add_library(vv::ggml-internal ALIAS vv_ggml_internal)
target_link_libraries(vv::llama INTERFACE vv::ggml)
target_link_libraries(vv::whisper INTERFACE vv::ggml)

# For the whole project, or the same class is two: header-only in one file and apart in another there are
# two categories of HTTP errors, and a reply that comes in two pieces is an error.
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                        BOOST_BEAST_SEPARATE_COMPILATION)
add_library(vv_boost_net STATIC ${PROJECT_SOURCE_DIR}/third_party/boost_net.cc)
target_link_libraries(vv_boost_net PUBLIC OpenSSL::SSL Threads::Threads)
add_library(vv::boost_net ALIAS vv_boost_net)

add_library(vv_cppjieba INTERFACE)
target_include_directories(vv_cppjieba SYSTEM INTERFACE
  ${VV_PACKAGES}/cppjieba/package/submodules/cppjieba/include
  ${VV_PACKAGES}/cppjieba/package/submodules/cppjieba/deps/limonp/include)
add_library(vv::cppjieba ALIAS vv_cppjieba)

add_library(vv_common INTERFACE)
target_link_libraries(vv_common INTERFACE fmt::fmt spdlog::spdlog nlohmann_json::nlohmann_json)
add_library(vv::common ALIAS vv_common)

add_library(vv_warnings INTERFACE)
target_compile_options(vv_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror
                       -Wno-missing-field-initializers  # a designated initialiser names what it sets
                       # g++ 12 at -O3 sees overlaps in string concatenation and reads of
                       # uninitialised std::variant alternatives where there are none.
                       -Wno-restrict -Wno-maybe-uninitialized)
add_library(vv::warnings ALIAS vv_warnings)

# g++ looks for garbage from 128 MB on; with headers like ours that is an eighth of its time. Two of it
# at once take 3 GB then, so only where there is memory for that.
cmake_host_system_information(RESULT VV_HOST_MEMORY_MB QUERY TOTAL_PHYSICAL_MEMORY)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND VV_HOST_MEMORY_MB GREATER 7000)
  add_compile_options("SHELL:--param ggc-min-heapsize=1500000")
endif()

if(VV_SANITIZE)
  add_compile_options(-fsanitize=${VV_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${VV_SANITIZE})
  if(VV_SANITIZE STREQUAL "thread")
    # Asio has fences that the sanitizer does not see; its queues have mutexes too.
    add_compile_options(-Wno-tsan)
  endif()
endif()
find_program(VV_MOLD mold)
if(VV_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
find_program(VV_CCACHE ccache)
if(VV_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${VV_CCACHE})
endif()
