#include "web/assets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace vivavoce::web::assets_test {
namespace {

TEST(AssetsTest, AnUnknownPathIsUnknown) {
  for (const char* path : {"", "index.html", "/nothing", "/assets/", "/assets/../index.html", "//",
                           "/index.html/", "/%69ndex.html"}) {
    EXPECT_FALSE(FindAsset(path)) << path;
  }
}

TEST(AssetsTest, TheyAreSortedSoThatEachIsFound) {
  EXPECT_TRUE(std::ranges::is_sorted(Assets(), {}, &Asset::path));
  for (const Asset& asset : Assets()) {
    const auto found = FindAsset(asset.path);
    ASSERT_TRUE(found) << asset.path;
    EXPECT_EQ(found->body.data(), asset.body.data()) << asset.path;
  }
}

TEST(AssetsTest, EachHasATypeATagAndABodyNoSmallerThanItsCompressedForm) {
  for (const Asset& asset : Assets()) {
    EXPECT_FALSE(asset.content_type.empty()) << asset.path;
    EXPECT_FALSE(asset.body.empty()) << asset.path;
    EXPECT_LT(asset.gzip_body.size(), asset.body.size()) << asset.path;
    if (!asset.gzip_body.empty()) {
      EXPECT_EQ(asset.gzip_body.substr(0, 2), "\x1f\x8b") << asset.path;
    }
    ASSERT_GE(asset.etag.size(), 18u) << asset.path;
    EXPECT_TRUE(asset.etag.starts_with('"') && asset.etag.ends_with('"')) << asset.path;
  }
}

TEST(AssetsTest, ThePageIsAtTheRootAndItsFilesAreThere) {
  if (Assets().empty()) GTEST_SKIP() << "built without web/dist";
  const auto page = FindAsset("/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->path, "/index.html");
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  size_t named = 0;
  for (size_t at = page->body.find("\"./assets/"); at != std::string_view::npos;
       at = page->body.find("\"./assets/", at + 1)) {
    const size_t begin = at + 2;
    const std::string path(page->body.substr(begin, page->body.find('"', begin) - begin));
    EXPECT_TRUE(FindAsset(path)) << path;
    ++named;
  }
  EXPECT_GE(named, 2u);  // a script and a style sheet
}

TEST(AssetsTest, ThePageHasNothingInlineAndNothingFromElsewhere) {
  if (Assets().empty()) GTEST_SKIP() << "built without web/dist";
  const std::string_view page = FindAsset("/")->body;
  EXPECT_EQ(page.find("<style"), std::string_view::npos);
  EXPECT_EQ(page.find("style="), std::string_view::npos);
  EXPECT_EQ(page.find("http"), std::string_view::npos);
  for (size_t at = page.find("<script"); at != std::string_view::npos;
       at = page.find("<script", at + 1)) {
    EXPECT_NE(page.substr(at, page.find('>', at) - at).find("src="), std::string_view::npos);
  }
}

TEST(AssetsTest, OnlyHashedNamesAreImmutable) {
  EXPECT_TRUE(IsImmutable("/assets/index-1a2b3c4d.js"));
  EXPECT_FALSE(IsImmutable("/"));
  EXPECT_FALSE(IsImmutable("/index.html"));
}

}  // namespace
}  // namespace vivavoce::web::assets_test
