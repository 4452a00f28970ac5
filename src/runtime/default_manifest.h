// models/manifest.toml as it was when the program was built (cmake/EmbedFile.cmake).
#pragma once

#include <string_view>

namespace vivavoce::runtime {

std::string_view DefaultManifestToml();

}  // namespace vivavoce::runtime
