// Command callboard serves the console, the APIs and the delivery engine.
package main

func main() {}
