#include "web/assets.h"

#include <algorithm>

namespace vivavoce::web {

std::optional<Asset> FindAsset(std::string_view path) {
  if (path == "/") path = "/index.html";
  const std::span<const Asset> all = Assets();
  const auto found = std::ranges::lower_bound(all, path, {}, &Asset::path);
  if (found == all.end() || found->path != path) return std::nullopt;
  return *found;
}

bool IsImmutable(std::string_view path) { return path.starts_with("/assets/"); }

}  // namespace vivavoce::web
