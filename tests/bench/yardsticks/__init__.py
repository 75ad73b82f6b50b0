"""What the product is compared with: a server that does less, and one written naively."""
