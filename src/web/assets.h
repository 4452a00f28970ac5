// The web console's files, compiled in by cmake/VvEmbedWeb.cmake from what Vite wrote to web/dist.
// A build without it has none: then every path is unknown, and only the page is missing.
// Threads  pure functions.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace vivavoce::web {

struct Asset {
  std::string_view path;          // "/index.html", "/assets/index-1a2b3c4d.js"
  std::string_view content_type;  // of the body as it is before compression
  std::string_view body;
  std::string_view gzip_body;  // the same by gzip; "" when that is not smaller
  std::string_view etag;       // with its quotes; of the body's SHA-256
};

// All of them, in the order of their paths.
std::span<const Asset> Assets();

// "/" is "/index.html". Nothing is decoded and no folder is searched: a path is known or it is not.
std::optional<Asset> FindAsset(std::string_view path);

// Vite writes a hash of the content into the names below /assets/, so what such a path names never
// changes.
bool IsImmutable(std::string_view path);

}  // namespace vivavoce::web
