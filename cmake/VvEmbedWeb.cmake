# vv_embed_web(<target>)
#
# Compiles the files of web/dist (made by scripts/lib.sh before configuring, or by `npm run build`) into
# the target, as web::Assets() (src/web/assets.h). Without that folder there are none. A file that comes,
# changes or goes is noticed by the next build.
function(vv_embed_web target)
  set(dist ${PROJECT_SOURCE_DIR}/web/dist)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${dist}/*)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_web.py)
  set(out ${CMAKE_BINARY_DIR}/generated/web/embedded_assets.cc)
  find_program(VV_PYTHON3 python3 REQUIRED)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${VV_PYTHON3} ${script} ${dist} ${out}
    DEPENDS ${script} ${files}
    COMMENT "Embedding the web console"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
