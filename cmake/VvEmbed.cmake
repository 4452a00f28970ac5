# Texts compiled into the binary, so that it runs from anywhere.
#
# vv_embed_personas(<target> <files...>): defines persona::BuiltInPersonas() (built_in_personas.h).
function(vv_embed_personas target)
  set(out ${CMAKE_BINARY_DIR}/generated/built_in_personas.cc)
  set(body "#include \"persona/built_in_personas.h\"\n\nnamespace vivavoce::persona {\n\n")
  string(APPEND body "std::span<const BuiltInPersona> BuiltInPersonas() {\n")
  string(APPEND body "  static constexpr BuiltInPersona kPersonas[] = {\n")
  foreach(file IN LISTS ARGN)
    file(READ ${PROJECT_SOURCE_DIR}/${file} text)
    string(APPEND body "      {\"${file}\", R\"vvtext(${text})vvtext\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
  endforeach()
  string(APPEND body "  };\n  return kPersonas;\n}\n\n}  // namespace vivavoce::persona\n")
  file(CONFIGURE OUTPUT ${out} CONTENT "${body}" @ONLY)
  target_sources(${target} PRIVATE ${out})
endfunction()

# vv_embed_text(<target> <file> <header> <function>)
#
# Compiles a text file into the target as `std::string_view <function>()`, which <header> declares in
# namespace vivavoce::<folder of the header>. A change of the file configures again.
function(vv_embed_text target file header function)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  get_filename_component(folder ${header} DIRECTORY)
  get_filename_component(stem ${header} NAME_WE)
  set(generated ${CMAKE_BINARY_DIR}/generated/${folder}/${stem}.cc)
  file(CONFIGURE OUTPUT ${generated} CONTENT [=[
#include "@header@"

namespace vivavoce::@folder@ {

std::string_view @function@() {
  return R"embedded_text(@text@)embedded_text";
}

}  // namespace vivavoce::@folder@
]=] @ONLY)
  target_sources(${target} PRIVATE ${generated})
endfunction()
