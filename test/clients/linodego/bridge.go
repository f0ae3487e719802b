// Command bridge lets tests in another language call linodego, unmodified. It reads one request a line,
//
//	{"id": 1, "method": "GetVolume", "args": [7]}
//
// calls that method of linodego's client with the arguments as JSON decodes them into its own types, and writes
//
//	{"id": 1, "result": {…}, "error": ""}
//
// so that everything between goes through linodego: its options, its retries, its parsing of what the API answers.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/linode/linodego"
)

type request struct {
	ID     int               `json:"id"`
	Method string            `json:"method"`
	Args   []json.RawMessage `json:"args"`
}

type response struct {
	ID     int    `json:"id"`
	Result any    `json:"result"`
	Error  string `json:"error"`
}

// listOptions is what tests may say of a list.
type listOptions struct {
	Page     int             `json:"page"`
	PageSize int             `json:"page_size"`
	Filter   json.RawMessage `json:"filter"`
}

var (
	contextType     = reflect.TypeFor[context.Context]()
	listOptionsType = reflect.TypeFor[*linodego.ListOptions]()
	errorType       = reflect.TypeFor[error]()
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "methods" {
		printMethods()
		return
	}
	serve(newClient())
}

func printMethods() {
	client := reflect.TypeFor[*linodego.Client]()
	for i := range client.NumMethod() {
		fmt.Println(client.Method(i).Name)
	}
}

// newClient talks to LINODE_URL as LINODE_TOKEN says, and is as impatient as jobs are short there.
func newClient() *linodego.Client {
	client := linodego.NewClient(nil)
	client.SetToken(os.Getenv("LINODE_TOKEN"))
	if _, err := client.UseURL(os.Getenv("LINODE_URL") + "/v4beta"); err != nil {
		panic(err)
	}
	client.SetPollDelay(20 * time.Millisecond)
	client.SetRetryWaitTime(20 * time.Millisecond)
	client.UseCache(false)
	return &client
}

func serve(client *linodego.Client) {
	var running sync.WaitGroup
	var output sync.Mutex
	encoder := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		running.Go(func() {
			answer := response{ID: asked.ID}
			result, err := answerTo(client, asked)
			if err != nil {
				answer.Error = err.Error()
			} else {
				answer.Result = result
			}
			output.Lock()
			defer output.Unlock()
			if err := encoder.Encode(answer); err != nil {
				panic(err)
			}
		})
	}
	running.Wait()
}

func answerTo(client *linodego.Client, asked request) (result any, err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("linodego panicked: %v", failure)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if asked.Method == "poll" {
		return poll(ctx, client, asked.Args)
	}
	return invoke(ctx, client, asked.Method, asked.Args)
}

// invoke calls a method by its name. It gives what the method returns: nothing, one value, or a list of several.
func invoke(ctx context.Context, client *linodego.Client, name string, args []json.RawMessage) (any, error) {
	method := reflect.ValueOf(client).MethodByName(name)
	if !method.IsValid() {
		return nil, fmt.Errorf("linodego has no method %s", name)
	}
	values := make([]reflect.Value, 0, method.Type().NumIn())
	for i := range method.Type().NumIn() {
		wanted := method.Type().In(i)
		if wanted == contextType {
			values = append(values, reflect.ValueOf(ctx))
			continue
		}
		value, err := decode(wanted, &args)
		if err != nil {
			return nil, fmt.Errorf("argument %d of %s: %w", i, name, err)
		}
		values = append(values, value)
	}
	if len(args) > 0 {
		return nil, fmt.Errorf("%s takes %d arguments fewer", name, len(args))
	}
	return results(method.Call(values))
}

// decode takes the next argument as the wanted type; what is missing at the end is the type's zero.
func decode(wanted reflect.Type, args *[]json.RawMessage) (reflect.Value, error) {
	value := reflect.New(wanted)
	if len(*args) == 0 {
		return value.Elem(), nil
	}
	text := (*args)[0]
	*args = (*args)[1:]
	if wanted == listOptionsType {
		options, err := listOptionsFrom(text)
		return reflect.ValueOf(options), err
	}
	if err := json.Unmarshal(text, value.Interface()); err != nil {
		return value.Elem(), err
	}
	keepNulls(value.Elem(), text)
	return value.Elem(), nil
}

// keepNulls makes up for what JSON can't tell Go: linodego has pointers to pointers where null is something to send, and
// JSON's null would make the outer one nil, which is left out.
func keepNulls(value reflect.Value, text json.RawMessage) {
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	var fields map[string]json.RawMessage
	if value.Kind() != reflect.Struct || json.Unmarshal(text, &fields) != nil {
		return
	}
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		said, isSaid := fields[name]
		field := value.Field(i)
		switch {
		case !isSaid:
		case string(said) != "null":
			keepNulls(field, said)
		case field.Kind() == reflect.Pointer && field.Type().Elem().Kind() == reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
		}
	}
}

func listOptionsFrom(text json.RawMessage) (*linodego.ListOptions, error) {
	var said listOptions
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, err
	}
	return &linodego.ListOptions{
		PageOptions: &linodego.PageOptions{Page: said.Page},
		PageSize:    said.PageSize,
		Filter:      string(said.Filter),
	}, nil
}

func results(returned []reflect.Value) (any, error) {
	var values []any
	for _, value := range returned {
		if value.Type() != errorType {
			values = append(values, value.Interface())
		} else if err, isError := value.Interface().(error); isError {
			return nil, err
		}
	}
	switch len(values) {
	case 0:
		return nil, nil
	case 1:
		return values[0], nil
	default:
		return values, nil
	}
}

// polling says what an event is waited for, and what brings it about.
type polling struct {
	EntityID   any                  `json:"entity_id"`
	EntityType linodego.EntityType  `json:"entity_type"`
	Action     linodego.EventAction `json:"action"`
	Secondary  int                  `json:"secondary"`
	Then       request              `json:"then"`
}

// poll waits as the provider does: with a poller that knows the events before, and takes the first new one.
func poll(ctx context.Context, client *linodego.Client, args []json.RawMessage) (any, error) {
	var wanted polling
	if err := json.Unmarshal(args[0], &wanted); err != nil {
		return nil, err
	}
	poller, err := newPoller(ctx, client, wanted)
	if err != nil {
		return nil, err
	}
	made, err := invoke(ctx, client, wanted.Then.Method, wanted.Then.Args)
	if err != nil {
		return nil, err
	}
	if instance, isInstance := made.(*linodego.Instance); isInstance && wanted.EntityID == nil {
		poller.EntityID = instance.ID
	}
	return poller.WaitForFinished(ctx, 30)
}

func newPoller(ctx context.Context, client *linodego.Client, wanted polling) (*linodego.EventPoller, error) {
	switch {
	case wanted.EntityID == nil:
		return client.NewEventPollerWithoutEntity(wanted.EntityType, wanted.Action)
	case wanted.Secondary != 0:
		return client.NewEventPollerWithSecondary(ctx, wanted.EntityID, wanted.EntityType, wanted.Secondary, wanted.Action)
	default:
		return client.NewEventPoller(ctx, wanted.EntityID, wanted.EntityType, wanted.Action)
	}
}
