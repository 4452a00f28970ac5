#include "app/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vivavoce::app::listen_address_test {
namespace {

TEST(CheckPortIsFreeTest, AnyFreePortIsFree) {
  EXPECT_TRUE(CheckPortIsFree("127.0.0.1", 0, "server.port"));
}

TEST(CheckPortIsFreeTest, ATakenPortIsNamed) {
  using boost::asio::ip::tcp;
  boost::asio::io_context context;
  const tcp::acceptor taken(context, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0));
  const int port = taken.local_endpoint().port();
  const Status free = CheckPortIsFree("127.0.0.1", port, "server.port");
  ASSERT_FALSE(free);
  EXPECT_THAT(free.error().ToString(), ::testing::HasSubstr(std::to_string(port)));
  EXPECT_EQ(free.error().field, "server.port");
}

TEST(CheckPortIsFreeTest, AHostThatIsNoAddressIsNamed) {
  EXPECT_EQ(CheckPortIsFree("no.such.host.", 0, "server.port").error().field, "server.host");
}

}  // namespace
}  // namespace vivavoce::app::listen_address_test
