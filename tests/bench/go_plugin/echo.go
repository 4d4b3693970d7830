// The peer of boundary_bench: hashicorp/go-plugin over gRPC, echoing 1 KiB. Without an
// argument it is the host: it starts itself as the plugin, measures, and writes the
// microseconds of every call, one a line.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io/ioutil"
	"os"
	"os/exec"
	"time"

	"github.com/golang/protobuf/ptypes/wrappers"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

const (
	warmUp = 2000
	calls  = 20000
)

var handshake = plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "KONTOR_BENCH", MagicCookieValue: "echo"}

type echoer interface {
	Call(context.Context, *wrappers.BytesValue) (*wrappers.BytesValue, error)
}

type echo struct{}

func (echo) Call(_ context.Context, in *wrappers.BytesValue) (*wrappers.BytesValue, error) { return in, nil }

// What protoc would generate for `service Echo { rpc Call(BytesValue) returns (BytesValue); }`.
var service = grpc.ServiceDesc{
	ServiceName: "bench.Echo",
	HandlerType: (*echoer)(nil),
	Methods: []grpc.MethodDesc{{
		MethodName: "Call",
		Handler: func(server interface{}, ctx context.Context, decode func(interface{}) error,
			_ grpc.UnaryServerInterceptor) (interface{}, error) {
			in := new(wrappers.BytesValue)
			if err := decode(in); err != nil {
				return nil, err
			}
			return server.(echoer).Call(ctx, in)
		},
	}},
}

type echoPlugin struct{ plugin.NetRPCUnsupportedPlugin }

func (echoPlugin) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	server.RegisterService(&service, echo{})
	return nil
}

func (echoPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, connection *grpc.ClientConn) (interface{}, error) {
	return connection, nil
}

var plugins = map[string]plugin.Plugin{"echo": echoPlugin{}}

func measure() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  handshake,
		Plugins:          plugins,
		Cmd:              exec.Command(self, "plugin"),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Output: ioutil.Discard}),
	})
	defer client.Kill()
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("echo")
	if err != nil {
		return err
	}
	connection := dispensed.(*grpc.ClientConn)
	request := &wrappers.BytesValue{Value: make([]byte, 1024)}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for number := 0; number < warmUp+calls; number++ {
		start := time.Now()
		response := new(wrappers.BytesValue)
		if err := connection.Invoke(context.Background(), "/bench.Echo/Call", request, response); err != nil {
			return err
		}
		took := time.Since(start)
		if len(response.Value) != len(request.Value) {
			return fmt.Errorf("the echo is wrong")
		}
		if number >= warmUp {
			fmt.Fprintf(out, "%.3f\n", float64(took.Nanoseconds())/1000)
		}
	}
	return nil
}

func main() {
	if len(os.Args) > 1 {
		plugin.Serve(&plugin.ServeConfig{HandshakeConfig: handshake, Plugins: plugins, GRPCServer: plugin.DefaultGRPCServer})
		return
	}
	if err := measure(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
