global using Amplify.Testing;
