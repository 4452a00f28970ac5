#include "text/escape_markup.h"

#include <gtest/gtest.h>

namespace vivavoce::text::escape_markup_test {
namespace {

TEST(EscapeMarkupTest, WhatMarkupWouldReadIsAnEntity) {
  EXPECT_EQ(EscapeMarkup("a < b && c > \"d\""), "a &lt; b &amp;&amp; c &gt; &quot;d&quot;");
  EXPECT_EQ(EscapeMarkup("你好, it's"), "你好, it's");
}

}  // namespace
}  // namespace vivavoce::text::escape_markup_test
