// Package web serves HTTP with probes and metrics under OpenTelemetry's names.
package web

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

var bounds = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5}

type series struct {
	buckets []uint64
	count   uint64
	sum     float64
}

type recorder struct {
	mutex   sync.Mutex
	byCode  map[int]*series
	started int64
}

func (r *recorder) observe(code int, seconds float64) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	found := r.byCode[code]
	if found == nil {
		found = &series{buckets: make([]uint64, len(bounds))}
		r.byCode[code] = found
	}
	for i, bound := range bounds {
		if seconds <= bound {
			found.buckets[i]++
		}
	}
	found.count++
	found.sum += seconds
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	const name = "http_server_request_duration_seconds"
	fmt.Fprintf(w, "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %d\n", r.started)
	fmt.Fprintf(w, "# TYPE %s histogram\n", name)
	for code, found := range r.byCode {
		label := fmt.Sprintf("http_response_status_code=\"%d\"", code)
		for i, bound := range bounds {
			fmt.Fprintf(w, "%s_bucket{%s,le=\"%g\"} %d\n", name, label, bound, found.buckets[i])
		}
		fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n", name, label, found.count)
		fmt.Fprintf(w, "%s_sum{%s} %g\n%s_count{%s} %d\n", name, label, found.sum, name, label, found.count)
	}
}

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Serve answers with handler on $PORT until it is told to end; probes and metrics are not counted.
func Serve(handler http.HandlerFunc) {
	record := &recorder{byCode: map[int]*series{}, started: time.Now().Unix()}
	fine := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }
	mux := http.NewServeMux()
	mux.HandleFunc("/livez", fine)
	mux.HandleFunc("/readyz", fine)
	mux.Handle("/metrics", record)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		status := &statusWriter{ResponseWriter: w, code: http.StatusOK}
		handler(status, r)
		record.observe(status.code, time.Since(begun).Seconds())
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	server := &http.Server{Addr: ":" + port, Handler: mux}
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		<-ended.Done()
		time.Sleep(2 * time.Second)
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
